package dev.headroom.receiver.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes overrides away. */
@Command(
        name = "release",
        description = "Takes the override of a service, or of all, away: they follow the policy again.",
        mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {

    @Mixin
    private final OrderOptions order = new OrderOptions();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ServiceChoice choice;

    @Option(names = "--reason", paramLabel = "WORDS", description = "Why; kept in the history.")
    private String reason = "";

    @Override
    public Integer call() {
        List<String> services = choice.one().map(List::of).orElseGet(order::overridden);
        services.forEach(service -> order.release(service, reason));
        if (services.isEmpty()) {
            System.out.println("no service has an override");
        }
        if (choice.one().isEmpty()) {
            order.frozen()
                    .forEach((service, place) -> System.out.println(
                            service + ": stays frozen by " + place + ": remove it there, no order takes it away"));
        }
        return 0;
    }
}
