package dev.headroom.receiver.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Forbids every action on a service. */
@Command(
        name = "freeze",
        description = "Leaves a service, or all, as they are: no action, whatever fires.",
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
        choice.one()
                .map(List::of)
                .orElseGet(order::services)
                .forEach(service -> order.override(service, "freeze", null, term));
        return 0;
    }
}
