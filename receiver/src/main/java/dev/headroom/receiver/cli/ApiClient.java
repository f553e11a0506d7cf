package dev.headroom.receiver.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.settings.Lines;
import dev.headroom.settings.Quantity;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a running receiver by its API: the one of the configuration, or the one named. */
final class ApiClient {

    private static final int REFUSED = 1;
    private static final Set<Integer> MISTAKES = Set.of(400, 422);
    private static final int STRANGER = 401;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 64 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The receiver; default: where the configuration listens.")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The receiver's token; default: token_file of the configuration.")
    private @Nullable Path token;

    @Mixin
    private final TlsOptions tls = new TlsOptions();

    /** The path of what a service has. */
    static String of(String service, String what) {
        return of(service) + "/" + what;
    }

    /** The path of a service. */
    static String of(String service) {
        if (service.isBlank()) {
            throw new ApiException(Main.USAGE, "SERVICE must be the name of a service; headroom status shows them");
        }
        return "/api/v1/services/" + HttpCalls.encoded(service);
    }

    /** The answer to a GET of this path, which begins with a slash. */
    JsonNode get(String path) {
        return ask("GET", path, null, 200);
    }

    /** The same, where an answer with this code is fine too. */
    JsonNode get(String path, int fine) {
        return ask("GET", path, null, fine);
    }

    /** The answer to a request that changes something; {@code body} is null for none. */
    JsonNode ask(String method, String path, @Nullable Object body) {
        return ask(method, path, body, 200);
    }

    private JsonNode ask(String method, String path, @Nullable Object body, int fine) {
        HeadroomConfig.Listen listen = config.read().listen();
        URI base = url == null ? listen.at().url(listen.tls() == null ? "http" : "https") : named(url);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(HttpCalls.below(base.toString(), path)).method(method, publisher(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<byte[]> answer = send(base, new HttpCalls(MOST_BYTES, access(listen)), request);
        if (answer.statusCode() == STRANGER) {
            throw new ApiException(REFUSED, stranger(base, listen));
        }
        JsonNode told = parse(base, answer);
        if (answer.statusCode() / 100 != 2 && answer.statusCode() != fine) {
            throw new ApiException(
                    MISTAKES.contains(answer.statusCode()) ? Main.USAGE : REFUSED,
                    told.path("error").asText() + "; " + told.path("remedy").asText());
        }
        return told;
    }

    private String stranger(URI base, HeadroomConfig.Listen listen) {
        Path file = token == null ? listen.tokenFile() : token;
        return "the receiver at " + base
                + (file == null ? " asks for a token" : " does not take the first token of " + file)
                + "; name the file of one of its tokens by --token-file, or as token_file in headroom.yml";
    }

    private static URI named(String text) {
        URI url = Quantity.url(text, "http")
                .orElseThrow(() -> new ApiException(
                        Main.USAGE, "--url must be an http or https URL; write it like http://127.0.0.1:9095"));
        if (url.getRawUserInfo() != null) {
            throw new ApiException(
                    Main.USAGE, "--url must hold no user and no password; name the file of a token by --token-file");
        }
        return url;
    }

    private static BodyPublisher publisher(@Nullable Object body) {
        try {
            return body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a value of ours has no JSON", e);
        }
    }

    private Access access(HeadroomConfig.Listen listen) {
        Access access = Access.OPEN.believing(tls.context(listen.tls()));
        Path file = token == null ? listen.tokenFile() : token;
        return file == null ? access : access.bearing(token(file));
    }

    private static String token(Path file) {
        try {
            return Lines.of(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .findFirst()
                    .orElseThrow(() -> new ApiException(Main.USAGE, file + " holds no token; write one into it"));
        } catch (NoSuchFileException e) {
            throw new ApiException(
                    Main.USAGE, "there is no token file " + file + "; name it by --token-file, or as token_file");
        } catch (IOException e) {
            throw new ApiException(Main.USAGE, "the token file " + file + " cannot be read; run this as its owner");
        }
    }

    private static HttpResponse<byte[]> send(URI base, HttpCalls http, HttpRequest.Builder request) {
        try {
            return http.send(request, PATIENCE);
        } catch (InterruptedIOException e) {
            throw new ApiException(Main.USAGE, "interrupted");
        } catch (IOException e) {
            throw new ApiException(
                    Main.USAGE,
                    e.getCause() instanceof SSLException untrusted
                            ? base + " offers no TLS that can be trusted (" + untrusted.getMessage()
                                    + "); name its CA by --ca-file, and a client's certificate by --cert-file and"
                                    + " --key-file"
                            : "no receiver answers at " + base
                                    + "; name it by --url, or see that it runs: headroom serve, with --frozen to look on first");
        }
    }

    private static JsonNode parse(URI base, HttpResponse<byte[]> answer) {
        try {
            return HttpCalls.json(answer);
        } catch (IOException e) {
            throw new ApiException(Main.USAGE, base + " does not answer as Headroom does; check --url");
        }
    }
}
