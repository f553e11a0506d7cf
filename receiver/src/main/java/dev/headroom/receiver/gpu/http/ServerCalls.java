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

/** The calls to one model server, below its URL and within its time; what fails is told as its trouble. */
public final class ServerCalls {
    private final Terms terms;
    private final HttpCalls http;

    /** @param mostBytes that an answer may have */
    public ServerCalls(Terms terms, int mostBytes, Access access) {
        this.terms = terms;
        this.http = new HttpCalls(mostBytes, access);
    }

    private interface Call<T> {
        T answer(URI url) throws IOException;
    }

    private <T> T answer(String path, Call<T> call) throws ModelServerException {
        try {
            return call.answer(HttpCalls.below(terms.url(), path));
        } catch (IOException e) {
            boolean undone = e instanceof RefusedException refused && refused.undone();
            throw new ModelServerException(String.valueOf(e.getMessage()), e, undone);
        }
    }

    /** The JSON of an answer 200 to a GET. */
    public JsonNode json(String path) throws ModelServerException {
        return answer(path, url -> http.json(url, terms.timeout()));
    }

    /** An answer 200 to a GET, as it is. */
    public byte[] bytes(String path) throws ModelServerException {
        return answer(
                path,
                url -> http.must(HttpRequest.newBuilder(url), terms.timeout(), 200, 200)
                        .body());
    }

    /** Sends JSON; the JSON of an answer 2xx. */
    public JsonNode post(String path, Object body) throws ModelServerException {
        return answer(path, url -> http.post(url, body, terms.timeout()));
    }

    /** A POST without a body, answered 2xx. */
    public void post(String path) throws ModelServerException {
        answer(path, url -> {
            http.post(url, terms.timeout());
            return url;
        });
    }
}
