package dev.headroom.ttltuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.settings.Purpose;
import dev.headroom.settings.Quantity;
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
    private @Nullable String url;

    @Override
    public Integer call() {
        URI base = url == null ? config.read(Purpose.LOOK).listen().url("http") : named(url);
        return StatusTable.print(get(base), System.out);
    }

    static URI named(String text) {
        URI url = Quantity.url(text, "http")
                .orElseThrow(() -> new CommandException(
                        "--url must be an http or https URL; write it like http://127.0.0.1:9096"));
        if (url.getRawUserInfo() != null) {
            throw new CommandException("--url must hold no user and no password: the tuner asks nobody; remove them");
        }
        return url;
    }

    private static JsonNode get(URI base) {
        try {
            return new HttpCalls(MOST_BYTES).json(HttpCalls.below(base.toString(), "/status"), PATIENCE);
        } catch (IOException e) {
            throw new CommandException(
                    "no TTL tuner answers at " + base + "; start one with: headroom ttl run, or name it by --url");
        }
    }
}
