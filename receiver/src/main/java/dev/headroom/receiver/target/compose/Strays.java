package dev.headroom.receiver.target.compose;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.target.Fence;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells what a process that led before has made after it had lost the lead: it bears an earlier term than the present
 * one, and was not there when this process first looked in its own. What was there then is taken over.
 */
final class Strays {
    private final Fence fence;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    /**
     * The first look of a term.
     *
     * @param ids of the containers that bore an earlier one
     */
    private record Found(long term, Set<String> ids) {}

    Strays(Fence fence) {
        this.fence = fence;
    }

    /** Whether there can be any. */
    boolean possible() {
        return fence.term().getAsLong() > 0;
    }

    /**
     * The ids of those among the containers of a service.
     *
     * @param list as the daemon tells it; all of them, or all that bear a term
     */
    Set<String> among(String service, JsonNode list) {
        long term = fence.term().getAsLong();
        if (term == 0 || !fence.leads().getAsBoolean()) {
            return Set.of();
        }
        Map<String, Long> terms = terms(list);
        Set<String> earlier =
                terms.keySet().stream().filter(id -> terms.get(id) < term).collect(toSet());
        Found first = found.compute(
                service, (name, before) -> before == null || before.term() != term ? new Found(term, earlier) : before);
        return earlier.stream().filter(id -> !first.ids().contains(id)).collect(toSet());
    }

    /** By id, of those that bear one. */
    private static Map<String, Long> terms(JsonNode list) {
        Map<String, Long> terms = new HashMap<>();
        for (JsonNode listed : list) {
            long term = listed.path("Labels").path(Container.TERM).asLong();
            if (term > 0) {
                terms.put(listed.path("Id").asText(), term);
            }
        }
        return terms;
    }
}
