package dev.headroom.receiver.gpu.triton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Use;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** NVIDIA's Triton, started with {@code --model-control-mode=explicit}, by its repository and statistics extensions. */
public final class TritonServer implements ModelServer {
    private static final int MOST_BYTES = 1 << 20;

    private final Terms terms;
    private final HttpCalls http;

    public TritonServer(Terms terms, Access access) {
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
            Set<String> ready = new TreeSet<>();
            for (JsonNode entry : post("/v2/repository/index", Map.of("ready", true))) {
                if (entry.path("state").asText("READY").equals("READY")) {
                    ready.add(entry.path("name").asText());
                }
            }
            List<Model> models = new ArrayList<>();
            for (String name : ready) {
                models.add(model(name, now));
            }
            return models;
        } catch (IOException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Over all its versions; the time of the last inference is in milliseconds, 0 where there was none. */
    private Model model(String name, Instant now) throws IOException {
        JsonNode stats = http.json(
                HttpCalls.below(terms.url(), "/v2/models/" + HttpCalls.encoded(name) + "/stats"), terms.timeout());
        long last = 0;
        long uses = 0;
        long bytes = 0;
        Set<Integer> gpus = new TreeSet<>();
        for (JsonNode version : stats.path("model_stats")) {
            last = Math.max(last, version.path("last_inference").asLong());
            uses += version.path("inference_count").asLong();
            for (JsonNode memory : version.path("memory_usage")) {
                if (memory.path("type").asText().equals("GPU")) {
                    bytes += memory.path("byte_size").asLong();
                    gpus.add(memory.path("id").asInt());
                }
            }
        }
        Use use = Use.since(last == 0 ? null : Instant.ofEpochMilli(last), uses, now);
        return new Model(name, use, bytes, false, gpus);
    }

    /** Requests that run come to their end first. */
    @Override
    public void unload(String model) throws ModelServerException {
        try {
            post(
                    "/v2/repository/models/" + HttpCalls.encoded(model) + "/unload",
                    Map.of("parameters", Map.of("unload_dependents", false)));
        } catch (IOException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e);
        }
    }

    private JsonNode post(String path, Object body) throws IOException {
        return http.post(HttpCalls.below(terms.url(), path), body, terms.timeout());
    }
}
