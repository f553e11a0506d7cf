package dev.headroom.receiver.lint;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes away the findings that are silenced, and finds fault with silences themselves. */
record Silences(Tree tree, List<Silence> silences) {

    /** Those of the files that were read, and of headroom-lint.yml. */
    static Silences of(Tree tree) {
        Set<String> files = new LinkedHashSet<>();
        tree.ruleFiles().forEach(file -> files.add(file.file()));
        tree.policy().ifPresent(policy -> files.add(policy.yaml().file()));
        tree.routing().ifPresent(routing -> files.add(routing.yaml().file()));
        tree.settings().yaml().ifPresent(settings -> files.add(settings.file()));
        Stream<Silence> comments = files.stream()
                .flatMap(file ->
                        TreeReader.text(Path.of(file)).stream().flatMap(text -> Comments.in(file, text).stream()));
        return new Silences(
                tree, Stream.concat(comments, tree.silences().stream()).toList());
    }

    /** A tree judges the silences of a variant's own files only with the variant. */
    List<Finding> heard(List<Finding> findings) {
        Stream<Finding> loud =
                findings.stream().filter(finding -> silences.stream().noneMatch(silence -> silence.covers(finding)));
        return Stream.concat(
                        loud,
                        silences.stream()
                                .filter(silence -> tree.owns(silence.place()))
                                .flatMap(silence -> faults(silence, findings)))
                .toList();
    }

    private static Stream<Finding> faults(Silence silence, List<Finding> findings) {
        Set<String> rules = Stream.of(Rule.values()).map(Rule::id).collect(Collectors.toSet());
        if (!rules.contains(silence.rule())) {
            return Stream.of(fault(silence, "there is no rule " + silence.rule(), "see headroom lint --rules"));
        }
        Stream<Finding> unused = findings.stream().anyMatch(silence::covers)
                ? Stream.empty()
                : Stream.of(fault(silence, "it silences nothing: there is no such finding", "remove it"));
        Stream<Finding> unexplained = silence.because().isEmpty()
                ? Stream.of(fault(silence, "it gives no reason", "write: ignore " + silence.rule() + " because ..."))
                : Stream.empty();
        return Stream.concat(unused, unexplained);
    }

    private static Finding fault(Silence silence, String message, String remedy) {
        return new Finding(silence.place(), Rule.SILENCE, message, remedy);
    }
}
