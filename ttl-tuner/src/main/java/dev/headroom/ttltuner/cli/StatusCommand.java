package dev.headroom.ttltuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.ttltuner.config.TunerConfig.Listen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
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

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(names = "--url", paramLabel = "URL", description = "The tuner; default: where the configuration listens.")
    private @Nullable URI url;

    @Override
    public Integer call() throws InterruptedException {
        URI base = url == null ? at(config.read().listen()) : url;
        return StatusTable.print(get(base), System.out);
    }

    private static URI at(Listen listen) {
        String host = listen.host().equals("0.0.0.0") ? "127.0.0.1" : listen.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + listen.port());
    }

    private static JsonNode get(URI base) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            HttpRequest request = HttpRequest.newBuilder(base.resolve("/status"))
                    .timeout(PATIENCE)
                    .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            return new JsonMapper().readTree(answer.body());
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    "no TTL tuner answers at " + base + "; start one with: headroom ttl run, or name it by --url");
        }
    }
}
