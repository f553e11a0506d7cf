package dev.headroom.receiver.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts replicas to sleep. */
@Command(
        name = "sleep",
        description =
                "Puts replicas of a service to sleep when they have no request, and stops none; then the policy goes on.",
        mixinStandardHelpOptions = true)
final class SleepCommand implements Callable<Integer> {

    @Mixin
    private final OrderOptions order = new OrderOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "A service of the policy that has standby.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "N",
            description = "How many shall sleep beside those that do; default 1.")
    private int replicas = 1;

    @Option(names = "--reason", required = true, paramLabel = "WORDS", description = "Why; kept in the history.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String reason;

    @Override
    public Integer call() {
        order.scale("sleep", service, replicas, reason);
        return 0;
    }
}
