package dev.headroom.receiver.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scales a service once. */
@Command(
        name = "scale",
        description = "Scales a service once, within its limits; afterwards the policy goes on from there.",
        mixinStandardHelpOptions = true)
final class ScaleCommand implements Callable<Integer> {

    @Mixin
    private final OrderOptions order = new OrderOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "app, worker-llm, worker-rl or another.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Parameters(index = "1", paramLabel = "N", description = "How many replicas it shall have.")
    private int replicas;

    @Option(names = "--reason", required = true, paramLabel = "WORDS", description = "Why; kept in the history.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String reason;

    @Override
    public Integer call() {
        order.scale("scale", service, replicas, reason);
        return 0;
    }
}
