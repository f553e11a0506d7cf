package dev.headroom.ttltuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.settings.Purpose;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a running tuner. */
@Command(
        name = "status",
        description = "Shows every mode: TTL, hit rate, and why it is so.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 4 << 20;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(names = "--url", paramLabel = "URL", description = "The tuner; default: where the configuration listens.")
    private @Nullable URI url;

    @Override
    public Integer call() {
        if (url != null && url.getRawUserInfo() != null) {
            throw new CommandException("--url must hold no user and no password: the tuner asks nobody; remove them");
        }
        URI base = url == null ? config.read(Purpose.LOOK).listen().url("http") : url;
        return StatusTable.print(get(base), System.out);
    }

    private static JsonNode get(URI base) {
        try {
            return new HttpCalls(MOST_BYTES).json(base.resolve("/status"), PATIENCE);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    "no TTL tuner answers at " + base + "; start one with: headroom ttl run, or name it by --url");
        }
    }
}
