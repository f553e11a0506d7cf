package dev.headroom.receiver.gpu.llama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.clients.prometheus.Exposition;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Use;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final HttpCalls http;

    public LlamaServer(Terms terms, Access access) {
        this.terms = terms;
        this.http = new HttpCalls(MOST_BYTES, access);
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public List<Model> models(Instant now) throws ModelServerException {
        try {
            List<Model> models = new ArrayList<>();
            for (JsonNode model : http.json(HttpCalls.below(terms.url(), "/models"), terms.timeout())
                    .path("data")) {
                if (model.path("status").path("value").asText().equals("loaded")) {
                    String name = model.path("id").asText();
                    models.add(new Model(name, use(name), 0, false, Set.of()));
                }
            }
            return models;
        } catch (IOException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e);
        }
    }

    private Use use(String model) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(HttpCalls.below(terms.url(), "/metrics?model=" + HttpCalls.encoded(model)));
        Map<String, Double> told =
                Exposition.sums(http.must(request, terms.timeout(), 200, 200).body());
        if (!told.containsKey(RUNNING)) {
            return new Use(null, 0, Use.Work.UNTOLD);
        }
        boolean busy = told.get(RUNNING) + told.getOrDefault(WAITING, 0.0) > 0;
        return new Use(null, 0, busy ? Use.Work.BUSY : Use.Work.IDLE);
    }

    @Override
    public void unload(String model) throws ModelServerException {
        try {
            http.post(HttpCalls.below(terms.url(), "/models/unload"), Map.of("model", model), terms.timeout());
        } catch (IOException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e);
        }
    }
}
