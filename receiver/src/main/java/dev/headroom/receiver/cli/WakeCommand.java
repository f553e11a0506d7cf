package dev.headroom.receiver.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Wakes replicas that sleep. */
@Command(
        name = "wake",
        description =
                "Wakes replicas of a service that sleep, and starts none; afterwards the policy goes on from there.",
        mixinStandardHelpOptions = true)
final class WakeCommand implements Callable<Integer> {

    @Mixin
    private final OrderOptions order = new OrderOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "A service of the policy that has standby.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "How many more shall be awake; default 1.")
    private int replicas = 1;

    @Option(names = "--reason", required = true, paramLabel = "WORDS", description = "Why; kept in the history.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String reason;

    @Override
    public Integer call() {
        order.scale("wake", service, replicas, reason);
        return 0;
    }
}
