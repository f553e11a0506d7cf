package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.hpa.HpaFile;
import dev.headroom.receiver.backtest.candidate.keda.KedaFile;
import dev.headroom.receiver.backtest.candidate.knative.KpaFile;
import dev.headroom.receiver.backtest.candidate.knative.KpaSpec;
import dev.headroom.receiver.backtest.model.Sleep;
import dev.headroom.receiver.lint.Revision;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.lint.Tree;
import dev.headroom.settings.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is compared, as it is named on the command line. */
public final class Candidates {

    private static final Pattern COUNT = Pattern.compile("[0-9]{1,4}");

    private final Path root;

    /** @param root the folder whose Git revisions are meant */
    public Candidates(Path root) {
        this.root = root;
    }

    /**
     * {@code git:REV}, {@code hpa:FILE}, {@code keda:FILE}, {@code kpa}, {@code kpa:FILE}, {@code llmd}, {@code static:N},
     * {@code oracle:SHARE} or a folder.
     *
     * @throws BacktestException where it is none of these
     */
    public Candidate of(String spec) {
        if (spec.startsWith("git:")) {
            return revision(spec);
        }
        if (spec.startsWith("hpa:")) {
            return new Candidate(spec, new Candidate.Hpa(HpaFile.read(Path.of(spec.substring("hpa:".length())))));
        }
        if (spec.startsWith("keda:")) {
            RuleSet rules = RuleSet.of(Tree.withoutDashboards(root));
            return new Candidate(
                    spec, new Candidate.Keda(KedaFile.read(Path.of(spec.substring("keda:".length()))), rules));
        }
        if (spec.equals("kpa")) {
            return new Candidate(spec, new Candidate.Kpa(Optional.empty()));
        }
        if (spec.startsWith("kpa:")) {
            KpaSpec manifest = KpaFile.read(Path.of(spec.substring("kpa:".length())));
            return new Candidate(spec, new Candidate.Kpa(Optional.of(manifest)));
        }
        if (spec.equals("llmd")) {
            return new Candidate(spec, new Candidate.Llmd());
        }
        if (spec.startsWith("static:")) {
            return fixed(spec);
        }
        if (spec.startsWith("oracle:")) {
            return oracle(spec);
        }
        return folder(spec, Path.of(spec));
    }

    /**
     * The same, or {@code standby:WAKE,N}: what is judged, of whose replicas N may sleep.
     *
     * @throws BacktestException where it is none of these
     */
    public Candidate of(String spec, Candidate judged) {
        return spec.startsWith("standby:") ? new Candidate(spec, judged.plan(), sleep(spec)) : of(spec);
    }

    /** The rules and the policy in a folder: one that holds alert-rules/, or a variant within alert-rules/. */
    public static Candidate folder(String name, Path folder) {
        if (!Files.isDirectory(folder.toAbsolutePath())) {
            throw new BacktestException(
                    name
                            + " must be a folder with rules, git:REV, hpa:FILE, keda:FILE, kpa, llmd, static:N, oracle:SHARE or standby:WAKE,N, found no folder; check the path");
        }
        return new Candidate(name, new Candidate.Rules(RuleSet.of(Tree.withoutDashboards(folder))));
    }

    private Candidate revision(String spec) {
        try (Revision revision = Revision.of(root, spec.substring("git:".length()))) {
            return folder(spec, revision.folder());
        }
    }

    private static Candidate oracle(String spec) {
        String fill = spec.substring("oracle:".length());
        return Quantity.percent(fill)
                .filter(ratio -> ratio > 0 && ratio <= 1)
                .map(ratio -> new Candidate(spec, new Candidate.Oracle(ratio)))
                .orElseThrow(() ->
                        new BacktestException(spec + ": must be a share of its slots over 0 % and up to 100 %, found \""
                                + fill + "\"; write oracle:80%"));
    }

    private static Sleep sleep(String spec) {
        String[] parts = spec.substring("standby:".length()).split(",", -1);
        Optional<Duration> wake = Quantity.duration(parts[0]);
        if (parts.length != 2 || wake.isEmpty() || !COUNT.matcher(parts[1]).matches()) {
            throw new BacktestException(
                    spec + ": must be the time of a wake and how many may sleep at once; write standby:4s,2");
        }
        return new Sleep(wake.get().toMillis() / 1e3, Integer.parseInt(parts[1]));
    }

    private static Candidate fixed(String spec) {
        String count = spec.substring("static:".length());
        if (!COUNT.matcher(count).matches()) {
            throw new BacktestException(spec + ": must be a whole number, found \"" + count + "\"; write static:4");
        }
        return new Candidate(spec, new Candidate.Fixed(Integer.parseInt(count)));
    }
}
