package dev.headroom.receiver.init;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a service does, hence which of the shipped services is its pattern. Where its metrics fit several, the first counts. */
public enum Role {
    LLM("worker-llm", "LLM", "llm_"),
    RL("worker-rl", "RL", "rl_"),
    HTTP("app", "App", "http_");

    private final String pattern;
    private final String prefix;
    private final String metrics;

    Role(String pattern, String prefix, String metrics) {
        this.pattern = pattern;
        this.prefix = prefix;
        this.metrics = metrics;
    }

    /** The name of the shipped service. */
    String pattern() {
        return pattern;
    }

    /** How the names of the shipped service's alerts begin. */
    String alerts() {
        return prefix;
    }

    /** How the names of the product's metrics about such a service begin. */
    String metrics() {
        return metrics;
    }

    /** The uid of the shipped service's dashboard. */
    String dashboard() {
        return "headroom-" + prefix.toLowerCase(Locale.ROOT);
    }

    /** As it is typed and told. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one whose shipped service has this name. */
    static Optional<Role> of(String pattern) {
        return Stream.of(values()).filter(role -> role.pattern.equals(pattern)).findFirst();
    }
}
