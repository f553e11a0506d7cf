package dev.headroom.receiver.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** An order about replicas that sleep: by the name of the command, and of the order of the API. */
abstract class StandbyCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final OrderOptions order = new OrderOptions();

    @Parameters(index = "0", paramLabel = "SERVICE", description = "A service of the policy that has standby.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Parameters(index = "1", arity = "0..1", paramLabel = "N", description = "How many of its replicas; default 1.")
    private int replicas = 1;

    @Option(names = "--reason", required = true, paramLabel = "WORDS", description = "Why; kept in the history.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String reason;

    @Override
    public Integer call() {
        order.scale(spec.name(), service, replicas, reason);
        return 0;
    }
}
