package dev.headroom.receiver.gpu.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.clients.http.RefusedException;
import dev.headroom.receiver.gpu.ModelServer.Terms;
import dev.headroom.receiver.gpu.ModelServerException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/**
 * The calls to one model server, below its URL and within its time; what fails is told as its trouble.
 *
 * @param url base URL
 * @param timeout of each call
 * @param absent what helps where a path is not there; empty where nothing is known
 */
public record ServerCalls(HttpCalls http, String url, Duration timeout, String absent) {
    private static final int NOT_FOUND = 404;

    /** @param mostBytes that an answer may have */
    public ServerCalls(Terms terms, int mostBytes, Access access) {
        this(new HttpCalls(mostBytes, access), terms.url(), terms.timeout(), "");
    }

    private interface Call<T> {
        T answer(URI target) throws IOException;
    }

    private <T> T answer(String path, Call<T> call) throws ModelServerException {
        try {
            return call.answer(HttpCalls.below(url, path));
        } catch (RefusedException e) {
            boolean helps = e.status() == NOT_FOUND && !absent.isEmpty();
            throw new ModelServerException(e.getMessage() + (helps ? "; " + absent : ""), e, e.undone());
        } catch (IOException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e, false);
        }
    }

    /** The JSON of an answer 200 to a GET. */
    public JsonNode json(String path) throws ModelServerException {
        return answer(path, target -> http.json(target, timeout));
    }

    /** An answer 200 to a GET, as it is. */
    public byte[] bytes(String path) throws ModelServerException {
        return answer(
                path,
                target -> http.must(HttpRequest.newBuilder(target), timeout, 200, 200)
                        .body());
    }

    /** Sends JSON; the JSON of an answer 2xx. */
    public JsonNode post(String path, Object body) throws ModelServerException {
        return answer(path, target -> http.post(target, body, timeout));
    }

    /** A POST without a body, answered 2xx. */
    public void post(String path) throws ModelServerException {
        answer(path, target -> {
            http.post(target, timeout);
            return target;
        });
    }
}
