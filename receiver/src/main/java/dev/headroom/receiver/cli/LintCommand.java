package dev.headroom.receiver.cli;

import dev.headroom.receiver.app.ClusterLook;
import dev.headroom.receiver.backtest.Candidates;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.past.Meaning;
import dev.headroom.receiver.backtest.past.PastReader;
import dev.headroom.receiver.lint.Difference;
import dev.headroom.receiver.lint.Format;
import dev.headroom.receiver.lint.LintException;
import dev.headroom.receiver.lint.Linter;
import dev.headroom.receiver.lint.Report;
import dev.headroom.receiver.lint.Revision;
import dev.headroom.receiver.lint.RouteList;
import dev.headroom.receiver.lint.RuleList;
import dev.headroom.receiver.lint.Severity;
import dev.headroom.receiver.lint.Tree;
import dev.headroom.receiver.lint.cluster.Lack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks that rules, policy, routes, dashboards and configuration fit each other. */
@Command(
        name = "lint",
        description = {
            "Checks that alert rules, policy, routes, dashboards and configuration fit each other.",
            "Tells how quickly every trigger acts. Ends with 1 where there are findings.",
            "To silence one: # headroom: ignore RULE because ..., on its line or above it; see docs/lint.md."
        },
        mixinStandardHelpOptions = true)
final class LintCommand implements Callable<Integer> {

    private static final int FINDINGS = 1;

    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = {
                "Folders that hold alert-rules/, to be checked whole; or files and folders inside one, to see",
                "their findings only. Default: the current folder."
            })
    private List<Path> paths = List.of();

    @Option(names = "--format", description = "text, json or github; default text.")
    private Format format = Format.TEXT;

    @Option(
            names = "--diff",
            paramLabel = "BASE",
            description = "Tells in words what has changed since BASE, a git revision or a folder; checks nothing.")
    private @Nullable String base;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            description = "warning or error: the least finding that makes it end with 1; default warning.")
    private Severity failOn = Severity.WARNING;

    @Option(names = "--rules", description = "Lists what is checked, and ends.")
    private boolean rules;

    @Option(
            names = "--routes",
            description = "Tells which route takes each alert to Headroom, and how quickly; checks nothing.")
    private boolean routes;

    @Option(
            names = "--cluster",
            description = {
                "Asks the cluster of headroom.yml for rights, workloads, autoscalers, probes, labels, and the way of the",
                "alerts, and tells what is missing with the lines to add; checks no files."
            })
    private boolean cluster;

    @Mixin
    private final PastOptions past = new PastOptions();

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Override
    public Integer call() {
        if (cluster) {
            return askCluster();
        }
        if (rules) {
            System.out.print(RuleList.text());
            return 0;
        }
        if (past.isAsked() && base == null) {
            throw new LintException("--from-prometheus: must stand beside --diff, found alone; add --diff main");
        }
        List<Path> wanted = paths.isEmpty() ? List.of(Path.of("")) : paths;
        if (base != null) {
            wanted.stream().map(LintCommand::tree).distinct().forEach(this::tellDifference);
            return 0;
        }
        if (routes) {
            wanted.stream()
                    .map(LintCommand::tree)
                    .distinct()
                    .forEach(root -> System.out.print(RouteList.text(Tree.read(root))));
            return 0;
        }
        Report report = report(wanted);
        System.out.print(format.write(report));
        return report.has(failOn) ? FINDINGS : 0;
    }

    private int askCluster() {
        List<Lack> lacks = ClusterLook.lacks(config.origin(Map.of(), false));
        lacks.forEach(System.out::println);
        System.out.println(Report.sum(lacks.size()));
        return lacks.stream().anyMatch(lack -> lack.severity().compareTo(failOn) >= 0) ? FINDINGS : 0;
    }

    private static Report report(List<Path> paths) {
        List<Report> reports = new ArrayList<>();
        for (Path path : paths) {
            Path root = tree(path);
            Report whole = Report.of(Tree.all(root).stream().map(Linter::lint).toList());
            reports.add(root.equals(path) ? whole : whole.within(path));
        }
        return Report.of(reports);
    }

    /** The folder that a path belongs to: itself or the nearest above that holds something to check. */
    private static Path tree(Path path) {
        if (!Files.exists(path.toAbsolutePath())) {
            throw new LintException(path + " does not exist; check the path");
        }
        for (Path folder = path; folder != null; folder = folder.getParent()) {
            if (Tree.isTree(folder)) {
                return folder;
            }
        }
        if (!path.isAbsolute() && Tree.isTree(Path.of(""))) {
            return Path.of("");
        }
        throw new LintException("there is no folder alert-rules in " + path.toAbsolutePath()
                + " or above; go to the folder that holds it, or name it");
    }

    private void tellDifference(Path root) {
        try (Revision before = Revision.of(root, String.valueOf(base))) {
            List<String> lines = Difference.ofAll(before.folder(), root);
            (past.isAsked() ? meaning(before.folder(), root).beside(lines) : lines).forEach(System.out::println);
        }
    }

    /** What the change would have meant in the past of a Prometheus. */
    private Meaning meaning(Path before, Path after) {
        Candidate old = Candidates.folder("before", before);
        Candidate young = Candidates.folder("now", after);
        PastReader reader = past.reader(List.of(old, young), Meaning.names(old, young));
        return new Meaning(past.fetched(reader, config), old, young);
    }
}
