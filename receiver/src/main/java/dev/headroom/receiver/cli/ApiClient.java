package dev.headroom.receiver.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.receiver.config.HeadroomConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a running receiver by its API: the one of the configuration, or the one named. */
final class ApiClient {

    private static final int REFUSED = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = new JsonMapper();

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The receiver; default: where the configuration listens.")
    private @Nullable URI url;

    /** The answer to a GET of this path, which begins with a slash. */
    JsonNode get(String path) {
        return get(path, 200);
    }

    /** The same, where an answer with this code is fine too. */
    JsonNode get(String path, int fine) {
        HeadroomConfig read = config.read(Map.of());
        URI base = url == null ? at(read.listen()) : url;
        HttpResponse<String> answer =
                send(base, request(base.resolve(path), read.listen().tokenFile()));
        JsonNode body = parse(base, answer.body());
        if (answer.statusCode() != 200 && answer.statusCode() != fine) {
            throw new ApiException(
                    REFUSED,
                    body.path("error").asText() + "; " + body.path("remedy").asText());
        }
        return body;
    }

    private static URI at(HeadroomConfig.Listen listen) {
        String host = listen.host().equals("0.0.0.0") ? "127.0.0.1" : listen.host();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + listen.port());
    }

    private static HttpRequest request(URI uri, @Nullable Path tokenFile) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        if (tokenFile != null) {
            request.header("Authorization", "Bearer " + token(tokenFile));
        }
        return request.build();
    }

    private static String token(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .findFirst()
                    .orElseThrow(() -> new ApiException(Main.USAGE, file + " holds no token; write one into it"));
        } catch (IOException e) {
            throw new ApiException(Main.USAGE, "the token file " + file + " cannot be read; run this as its owner");
        }
    }

    private static HttpResponse<String> send(URI base, HttpRequest request) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ApiException(
                    Main.USAGE,
                    "no receiver answers at " + base + "; start one with: headroom serve, or name it by --url");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(Main.USAGE, "interrupted");
        }
    }

    private static JsonNode parse(URI base, String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ApiException(Main.USAGE, base + " does not answer as Headroom does; check --url");
        }
    }
}
