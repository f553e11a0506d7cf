package dev.headroom.receiver.lint;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules in a table, with what each finds. */
public final class RuleList {
    private RuleList() {}

    /** A line a rule: its name, how bad it is, what it is. */
    public static String text() {
        return Stream.of(Rule.values())
                .map(rule -> "%-22s %-8s %s%n"
                        .formatted(rule.id(), rule.severity().name().toLowerCase(Locale.ROOT), rule.meaning()))
                .collect(Collectors.joining("", "RULE                   SEVERITY WHAT IT FINDS\n", ""));
    }
}
