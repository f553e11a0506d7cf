package dev.headroom.receiver.cli;

import dev.headroom.receiver.app.Leave;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives back what Headroom has changed in a cluster beside counts. */
@Command(
        name = "let-go",
        description = {
            "Before Headroom is taken out of a cluster: gives floors of HPAs back, and takes its marks from pods.",
            "The floors of HorizontalPodAutoscalers go back to who wrote them. Counts stay as they are."
        },
        mixinStandardHelpOptions = true)
final class LetGoCommand implements Callable<Integer> {
    private static final int LEFT = 1;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--stop",
            paramLabel = "DEPLOYMENT",
            description = {
                "Stops the receivers first: sets the count of their Deployment, in the namespace of this pod or context,",
                "to 0, and waits up to two minutes until they are gone. Without it, none may lead any more."
            })
    private @Nullable String receivers;

    @Override
    public Integer call() throws InterruptedException {
        List<String> left = Leave.cluster(config.origin(Map.of(), false), receivers, LIMIT);
        left.forEach(System.err::println);
        System.out.println(
                left.isEmpty()
                        ? "nothing is left of Headroom on autoscalers and pods"
                        : left.size() + " could not be given back; mend that, and run it again");
        return left.isEmpty() ? 0 : LEFT;
    }
}
