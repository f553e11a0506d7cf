package dev.headroom.settings;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file cannot be used; the message lists every problem, one a line, in the order of the file. */
public final class ConfigException extends RuntimeException {
    private final transient List<Problem> problems;

    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
