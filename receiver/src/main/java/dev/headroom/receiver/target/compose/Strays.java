package dev.headroom.receiver.target.compose;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.target.Fence;
import java.util.HashSet;
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
        Set<String> earlier = before(term, list);
        Found first = found.compute(
                service, (name, before) -> before == null || before.term() != term ? new Found(term, earlier) : before);
        return earlier.stream().filter(id -> !first.ids().contains(id)).collect(toSet());
    }

    /** The ids of those that bear an earlier term. */
    private static Set<String> before(long term, JsonNode list) {
        Set<String> earlier = new HashSet<>();
        for (JsonNode listed : list) {
            long made = listed.path("Labels").path(Container.TERM).asLong();
            if (made > 0 && made < term) {
                earlier.add(listed.path("Id").asText());
            }
        }
        return earlier;
    }
}
