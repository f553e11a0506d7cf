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
        if (choice.one().isPresent()) {
            order.release(choice.one().get(), reason);
            return 0;
        }
        List<String> services = order.overridden();
        int exit = order.each(services, service -> order.release(service, reason));
        if (services.isEmpty()) {
            order.say("no service has an override");
        }
        order.frozen()
                .forEach((service, place) -> order.say(
                        service + ": stays frozen by " + place + ": remove it there, no order takes it away"));
        return exit;
    }
}
