package dev.headroom.receiver.gpu.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Any server that tells its models as a JSON list of {@code {"name", "last_used", "uses", "bytes"}}, of which only the
 * name must be there, and lets go of one when a path with its name is posted to.
 */
public final class PlainServer implements ModelServer {

    /** Stands for the model's name in the path of an unload. */
    public static final String MODEL = "{model}";

    private static final int MOST_BYTES = 1 << 20;

    private final Terms terms;
    private final Paths paths;
    private final HttpCalls http;

    /** Below the server's URL, each with a slash in front; {@code unload} has {@code {model}} in it. */
    public record Paths(String models, String unload) {}

    public PlainServer(Terms terms, Paths paths, Access access) {
        this.http = new HttpCalls(MOST_BYTES, access);
        this.terms = terms;
        this.paths = paths;
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public List<Model> models(Instant now) throws ModelServerException {
        try {
            List<Model> models = new ArrayList<>();
            for (JsonNode model : http.json(HttpCalls.below(terms.url(), paths.models()), terms.timeout())) {
                models.add(new Model(
                        model.path("name").asText(),
                        model.hasNonNull("last_used")
                                ? Instant.parse(model.path("last_used").asText())
                                : null,
                        model.path("uses").asLong(),
                        model.path("bytes").asLong(),
                        false,
                        Set.of()));
            }
            return models;
        } catch (IOException | DateTimeException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void unload(String model) throws ModelServerException {
        try {
            String path = paths.unload().replace(MODEL, HttpCalls.encoded(model));
            http.post(HttpCalls.below(terms.url(), path), terms.timeout());
        } catch (IOException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e);
        }
    }
}
