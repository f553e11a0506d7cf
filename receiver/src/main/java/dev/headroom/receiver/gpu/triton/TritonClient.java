package dev.headroom.receiver.gpu.triton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.http.ServerCalls;
import java.util.Map;
import java.util.TreeMap;

/**
 * What Triton is asked and told by its repository and statistics extensions.
 *
 * @param looks bounded as a question is
 * @param orders bounded as what loads a model is
 */
public record TritonClient(ServerCalls looks, ServerCalls orders) {

    /** What a model that was never loaded, or was unloaded, has in the place of a state. */
    public static final String UNLOADED = "unloaded";

    /** The state of each model of its repository, of several versions that of one that is ready. */
    public Map<String, String> states() throws ModelServerException {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode entry : looks.post("/v2/repository/index", Map.of())) {
            states.merge(
                    entry.path("name").asText(), state(entry), (one, other) -> other.equals("READY") ? other : one);
        }
        return states;
    }

    private static String state(JsonNode entry) {
        String state = entry.path("state").asText(UNLOADED);
        return state.equals("UNAVAILABLE") && entry.path("reason").asText().equals(UNLOADED) ? UNLOADED : state;
    }

    /** Of all versions of a model. */
    JsonNode statistics(String model) throws ModelServerException {
        return looks.json("/v2/models/" + HttpCalls.encoded(model) + "/stats").path("model_stats");
    }

    /** When it was last used, in milliseconds since 1970; 0 for never. */
    public long lastInference(String model) throws ModelServerException {
        long last = 0;
        for (JsonNode version : statistics(model)) {
            last = Math.max(last, version.path("last_inference").asLong());
        }
        return last;
    }

    public void load(String model) throws ModelServerException {
        orders.post(of(model) + "/load", Map.of());
    }

    /** Requests that run come to their end first. */
    public void unload(String model) throws ModelServerException {
        orders.post(of(model) + "/unload", Map.of("parameters", Map.of("unload_dependents", false)));
    }

    private static String of(String model) {
        return "/v2/repository/models/" + HttpCalls.encoded(model);
    }
}
