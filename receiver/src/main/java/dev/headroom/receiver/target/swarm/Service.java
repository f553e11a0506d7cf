package dev.headroom.receiver.target.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** One service, as the manager tells it. */
record Service(JsonNode told) {
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

    String id() {
        return told.path("ID").asText();
    }

    String name() {
        return told.path("Spec").path("Name").asText();
    }

    /** Must be shown with a change, which is refused when there was another in between. */
    long version() {
        return told.path("Version").path("Index").asLong();
    }

    boolean replicated() {
        return told.path("Spec").path("Mode").has("Replicated");
    }

    int replicas() {
        return told.path("Spec")
                .path("Mode")
                .path("Replicated")
                .path("Replicas")
                .asInt();
    }

    /** From SIGTERM to the kill. */
    Duration grace() {
        JsonNode nanos =
                told.path("Spec").path("TaskTemplate").path("ContainerSpec").path("StopGracePeriod");
        return nanos.isNumber() ? Duration.ofNanos(nanos.asLong()) : DEFAULT_GRACE;
    }

    /** Its specification with another count, and nothing else changed. */
    ObjectNode with(int replicas) {
        ObjectNode spec = told.path("Spec").deepCopy();
        spec.withObject("/Mode/Replicated").put("Replicas", replicas);
        return spec;
    }
}
