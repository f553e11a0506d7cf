package dev.headroom.receiver.notify;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;

/** Posts JSON to an address that is a secret: who knows it may write there. It is read anew for each message. */
public final class WebhookPost implements Post {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 64 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Secret address;
    private final HttpCalls http;

    public WebhookPost(Secret address, HttpCalls http) {
        this.address = address;
        this.http = http;
    }

    /** What is believed of answers. */
    public static HttpCalls calls() {
        return new HttpCalls(MOST_BYTES);
    }

    @Override
    public void send(Map<String, Object> body) throws IOException {
        URI url = address.line()
                .flatMap(line -> Quantity.url(line, "http"))
                .orElseThrow(() -> new IOException(
                        address.key() + ": " + address.file() + " must hold an http or https URL in its first line"));
        int status;
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
            status = http.send(request, LIMIT).statusCode();
        } catch (IOException e) {
            throw new IOException(named(url) + " could not be reached or did not answer", e);
        }
        if (status / 100 != 2) {
            throw new IOException(named(url) + " answered " + status);
        }
    }

    /** What may be told of it. */
    private String named(URI url) {
        return url.getHost() + " (the address in " + address.file() + ")";
    }
}
