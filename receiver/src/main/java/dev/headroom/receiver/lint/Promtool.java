package dev.headroom.receiver.lint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prometheus's own reading of the rules, where promtool is installed. */
final class Promtool {
    private static final Pattern PROBLEM = Pattern.compile("(?m)^(\\S+\\.rules\\.yml): (?:(\\d+):(\\d+): )?(.+)$");

    private Promtool() {}

    static Stream<Finding> invalidRules(Tree tree) {
        List<String> files = RuleChecks.expressions(tree)
                .map(expression -> expression.place().file())
                .distinct()
                .toList();
        if (files.isEmpty() || !isInstalled()) {
            return Stream.empty();
        }
        List<String> words = new ArrayList<>(List.of("promtool", "check", "rules", "--lint=none"));
        words.addAll(files);
        Matcher problem = PROBLEM.matcher(Programs.output(Path.of(""), words).text());
        return problem.results()
                .map(found -> new Finding(
                        new Place(found.group(1), number(found.group(2)), number(found.group(3))),
                        Rule.PROMQL,
                        "Prometheus refuses it: " + found.group(4).strip(),
                        "correct it, as Prometheus would not start with it"))
                .distinct(); // promtool 3 tells of some mistakes twice
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    static boolean isInstalled() {
        return Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> Stream.of(path.split(":")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    }
}
