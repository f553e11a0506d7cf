package dev.headroom.receiver.cli;

import dev.headroom.receiver.app.Receiver;
import dev.headroom.receiver.app.Setup;
import dev.headroom.receiver.config.Origin;
import dev.headroom.settings.Purpose;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the receiver until it is told to stop. */
@Command(
        name = "serve",
        description = "Runs the receiver: takes webhooks, decides, scales.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(names = "--listen", paramLabel = "HOST:PORT", description = "In place of listen of the configuration.")
    private @Nullable String listen;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "In place of store: sqlite:FILE or redis://HOST:PORT/DB.")
    private @Nullable String store;

    @Option(
            names = "--target",
            paramLabel = "KIND",
            description = "In place of target.kind: simulated, compose, swarm, kubernetes, advice.")
    private @Nullable String target;

    @Option(
            names = "--frozen",
            description = "Decides and shows everything, and does nothing until it is started without.")
    private boolean frozen;

    @Override
    public Integer call() throws InterruptedException {
        Origin origin = config.origin(options(), frozen);
        Setup setup = Setup.of(origin, Purpose.run(warning -> LOG.warn("{}", warning)));
        AtomicReference<Receiver> running = new AtomicReference<>(); // what starts reads the files anyway
        Hangup.means(() -> Optional.ofNullable(running.get()).ifPresent(Receiver::reload));
        Receiver receiver = Receiver.start(setup);
        running.set(receiver);
        Shutdown.closing(receiver).await();
        return 0;
    }

    private Map<String, String> options() {
        Map<String, String> options = new HashMap<>();
        put(options, "listen", listen);
        put(options, "store", store);
        put(options, "target", target);
        return options;
    }

    private static void put(Map<String, String> options, String name, @Nullable String value) {
        if (value != null) {
            options.put(name, value);
        }
    }
}
