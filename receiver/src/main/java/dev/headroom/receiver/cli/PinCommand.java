package dev.headroom.receiver.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Keeps a service at a count. */
@Command(
        name = "pin",
        description = "Brings a service to a count and keeps it there, whatever fires.",
        mixinStandardHelpOptions = true)
final class PinCommand implements Callable<Integer> {

    @Mixin
    private final OrderOptions order = new OrderOptions();

    @Mixin
    private final TermOptions term = new TermOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "app, worker-llm, worker-rl or another.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Parameters(index = "1", paramLabel = "N", description = "How many replicas it shall have.")
    private int replicas;

    @Override
    public Integer call() {
        order.override(service, "pin", replicas, term);
        return 0;
    }
}
