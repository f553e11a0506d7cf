package dev.headroom.receiver.lint.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What servers beside the cluster answer. */
final class Answers {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 16 << 20;

    private Answers() {}

    static JsonNode of(Endpoint server, String path) throws IOException {
        return new HttpCalls(MOST_BYTES, server.access())
                .json(HttpCalls.below(server.url().toString(), path), LIMIT);
    }

    /** Also where it is not ready. */
    static JsonNode readiness(URI readyz) throws IOException {
        return HttpCalls.json(new HttpCalls(MOST_BYTES).must(HttpRequest.newBuilder(readyz), LIMIT, 200, 503));
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
