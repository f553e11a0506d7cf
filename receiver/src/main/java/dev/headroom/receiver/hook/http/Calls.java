package dev.headroom.receiver.hook.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.hook.HookException;
import dev.headroom.receiver.wire.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/** The calls of hooks; what fails is told as a hook's failure. */
final class Calls {

    private static final int MOST_BYTES = 64 << 10;

    private final HttpCalls http = new HttpCalls(MOST_BYTES);

    /** Returns when the status is between the two. */
    void must(HttpRequest.Builder request, Duration limit, int least, int most) throws HookException {
        try {
            http.must(request, limit, least, most);
        } catch (IOException e) {
            throw new HookException(String.valueOf(e.getMessage()), e);
        }
    }

    JsonNode json(URI url, Duration limit) throws HookException {
        try {
            return http.json(url, limit);
        } catch (IOException e) {
            throw new HookException(String.valueOf(e.getMessage()), e);
        }
    }
}
