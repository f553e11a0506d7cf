package dev.headroom.receiver.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One service or all of them: an exclusive group. */
final class ServiceChoice {

    @Parameters(paramLabel = "SERVICE", description = "app, worker-llm, worker-rl or another of the policy.")
    private @Nullable String service;

    @Option(names = "--all", description = "Every service of the policy.")
    private boolean all;

    /** The one that is named; empty where all are meant. */
    Optional<String> one() {
        return all ? Optional.empty() : Optional.ofNullable(service);
    }
}
