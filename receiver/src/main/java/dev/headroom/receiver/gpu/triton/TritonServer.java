package dev.headroom.receiver.gpu.triton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Use;
import dev.headroom.receiver.gpu.http.ServerCalls;
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
    private final TritonClient client;

    public TritonServer(Terms terms, Access access) {
        this.terms = terms;
        ServerCalls calls = new ServerCalls(terms, MOST_BYTES, access);
        this.client = new TritonClient(calls, calls);
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public List<Model> models(Instant now) throws ModelServerException {
        List<Model> models = new ArrayList<>();
        for (Map.Entry<String, String> known : client.states().entrySet()) {
            if (known.getValue().equals("READY")) {
                models.add(model(known.getKey(), now));
            }
        }
        return models;
    }

    /** Over all its versions; the time of the last inference is in milliseconds, 0 where there was none. */
    private Model model(String name, Instant now) throws ModelServerException {
        long last = 0;
        long uses = 0;
        long bytes = 0;
        Set<String> gpus = new TreeSet<>();
        for (JsonNode version : client.statistics(name)) {
            last = Math.max(last, version.path("last_inference").asLong());
            uses += version.path("inference_count").asLong();
            for (JsonNode memory : version.path("memory_usage")) {
                if (memory.path("type").asText().equals("GPU")) {
                    bytes += memory.path("byte_size").asLong();
                    gpus.add(memory.path("id").asText());
                }
            }
        }
        Use use = Use.since(last == 0 ? null : Instant.ofEpochMilli(last), uses, now);
        return new Model(name, use, bytes, false, terms.known(gpus));
    }

    @Override
    public void unload(String model) throws ModelServerException {
        client.unload(model);
    }
}
