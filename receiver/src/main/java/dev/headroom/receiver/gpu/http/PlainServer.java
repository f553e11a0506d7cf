package dev.headroom.receiver.gpu.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Use;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Any server that tells its models as a JSON list of {@code {"name", "active", "last_used", "uses", "bytes", "gpus"}}, of which only the
 * name must be there, and lets go of one when a path with its name is posted to. The list may stand under {@code data} and the
 * name under {@code id}, as OpenAI's do. One that tells neither its active requests nor its last use is never let go.
 */
public final class PlainServer implements ModelServer {

    /** Stands for the model's name in the path of an unload. */
    public static final String MODEL = "{model}";

    private static final int MOST_BYTES = 1 << 20;

    private final Terms terms;
    private final Paths paths;
    private final ServerCalls http;

    /** Below the server's URL, each with a slash in front; {@code unload} has {@code {model}} in it. */
    public record Paths(String models, String unload) {}

    public PlainServer(Terms terms, Paths paths, Access access) {
        this.terms = terms;
        this.http = new ServerCalls(terms, MOST_BYTES, access);
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
            for (JsonNode model : list(http.json(paths.models()))) {
                models.add(new Model(
                        name(model), use(model, now), model.path("bytes").asLong(), false, gpus(model)));
            }
            return models;
        } catch (DateTimeException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e, true);
        }
    }

    private JsonNode list(JsonNode told) throws ModelServerException {
        JsonNode list = told.isArray() ? told : told.path("data");
        if (!list.isArray()) {
            throw new ModelServerException(
                    terms.url() + paths.models() + " is no list of models, nor an object with one under data");
        }
        return list;
    }

    private String name(JsonNode model) throws ModelServerException {
        String name = model.path("name").asText(model.path("id").asText());
        if (name.isEmpty()) {
            throw new ModelServerException(terms.url() + paths.models() + " has a model without name or id");
        }
        return name;
    }

    private Set<String> gpus(JsonNode model) {
        List<String> told = new ArrayList<>();
        model.path("gpus").forEach(gpu -> told.add(gpu.asText()));
        return terms.known(told);
    }

    private static Use use(JsonNode model, Instant now) {
        Instant last = model.hasNonNull("last_used")
                ? Instant.parse(model.path("last_used").asText())
                : null;
        long count = model.path("uses").asLong();
        JsonNode active = model.path("active");
        if (model.hasNonNull("active")) {
            boolean counts = active.isNumber() && active.asDouble() >= 0;
            return new Use(last, count, counts ? Use.Work.of(OptionalDouble.of(active.asDouble())) : Use.Work.UNTOLD);
        }
        return last == null ? new Use(null, count, Use.Work.UNTOLD) : Use.since(last, count, now);
    }

    @Override
    public void unload(String model) throws ModelServerException {
        String path = paths.unload().replace(MODEL, HttpCalls.encoded(model));
        http.post(path);
    }
}
