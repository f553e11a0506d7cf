package dev.headroom.receiver.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Forbids every action on a service. */
@Command(
        name = "freeze",
        description = {
            "Leaves a service, or all, as they are: no action, whatever fires.",
            "Of all, those with another person's override are left out without --replace, and named."
        },
        mixinStandardHelpOptions = true)
final class FreezeCommand implements Callable<Integer> {

    @Mixin
    private final OrderOptions order = new OrderOptions();

    @Mixin
    private final TermOptions term = new TermOptions();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ServiceChoice choice;

    @Override
    public Integer call() {
        if (choice.one().isPresent()) {
            order.override(choice.one().get(), "freeze", null, term);
            return 0;
        }
        return order.each(order.services(), service -> order.override(service, "freeze", null, term));
    }
}
