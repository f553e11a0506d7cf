package dev.headroom.receiver.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Forbids the actions on a service in one direction. */
@Command(name = "hold", description = "Forbids a service to go up, or to go down.", mixinStandardHelpOptions = true)
final class HoldCommand implements Callable<Integer> {

    /** Which way it may not go. */
    enum Way {
        UP,
        DOWN;

        /** As it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private final OrderOptions order = new OrderOptions();

    @Mixin
    private final TermOptions term = new TermOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "app, worker-llm, worker-rl or another.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Parameters(index = "1", paramLabel = "up|down", description = "Which way it may not go.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Way way;

    @Override
    public Integer call() {
        order.override(service, way == Way.UP ? "hold_up" : "hold_down", null, term);
        return 0;
    }
}
