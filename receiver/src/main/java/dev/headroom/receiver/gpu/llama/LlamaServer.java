package dev.headroom.receiver.gpu.llama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.clients.prometheus.Exposition;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Use;
import dev.headroom.receiver.gpu.http.ServerCalls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The router of llama.cpp's server: {@code llama-server} without a model of its own, with {@code --metrics}. It tells the
 * requests of each model, but not when one was used.
 */
public final class LlamaServer implements ModelServer {
    private static final int MOST_BYTES = 4 << 20;
    private static final String RUNNING = "llamacpp:requests_processing";
    private static final String WAITING = "llamacpp:requests_deferred";

    private final Terms terms;
    private final ServerCalls http;

    public LlamaServer(Terms terms, Access access) {
        this.terms = terms;
        this.http = new ServerCalls(terms, MOST_BYTES, access);
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public List<Model> models(Instant now) throws ModelServerException {
        List<Model> models = new ArrayList<>();
        for (JsonNode model : http.json("/models").path("data")) {
            if (model.path("status").path("value").asText().equals("loaded")) {
                String name = model.path("id").asText();
                models.add(new Model(name, use(name), 0, false, Set.of()));
            }
        }
        return models;
    }

    private Use use(String model) {
        Map<String, Double> told = metrics(model);
        OptionalDouble requests = told.containsKey(RUNNING) && told.containsKey(WAITING)
                ? OptionalDouble.of(told.get(RUNNING) + told.get(WAITING))
                : OptionalDouble.empty();
        return new Use(null, 0, Use.Work.of(requests));
    }

    /** One that is going, or has gone meanwhile, has none; to ask for them would load it again, but for the last word. */
    private Map<String, Double> metrics(String model) {
        try {
            return Exposition.sums(http.bytes("/metrics?model=" + HttpCalls.encoded(model) + "&autoload=false"));
        } catch (ModelServerException e) {
            return Map.of();
        }
    }

    @Override
    public void unload(String model) throws ModelServerException {
        http.post("/models/unload", Map.of("model", model));
    }
}
