package dev.headroom.receiver.target.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.time.Instant;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * One task of a service, as the manager tells it. A task never starts twice: one that ended has a successor in its slot.
 *
 * @param service the name of its service in the swarm
 */
record Task(String service, JsonNode told) {
    private static final Set<String> ENDED = Set.of("complete", "shutdown", "failed", "rejected", "remove", "orphaned");
    private static final Set<String> WANTED = Set.of("running", "ready", "accepted");

    /** Whether it runs, or is to run; the manager also tells of some that ended. */
    boolean exists() {
        return !ENDED.contains(status("State"));
    }

    Replica replica() {
        String id = told.path("ID").asText();
        int slot = told.path("Slot").asInt();
        return new Replica(service + "." + slot + "." + id, slot, state(), startedAt(), address(), note());
    }

    private ReplicaState state() {
        if (!WANTED.contains(told.path("DesiredState").asText())) {
            return ReplicaState.STOPPED;
        }
        return switch (status("State")) {
            case "running" -> ReplicaState.READY; // the manager says so once the health check passes
            case "preparing", "ready", "starting" -> ReplicaState.STARTING;
            default -> status("Err").isEmpty() ? ReplicaState.CREATED : ReplicaState.UNPLACED;
        };
    }

    private Instant startedAt() {
        boolean running = status("State").equals("running");
        return Instant.parse(
                running ? status("Timestamp") : told.path("CreatedAt").asText());
    }

    private String note() {
        String error = status("Err");
        return error.isEmpty() ? "created at " + told.path("CreatedAt").asText() : error;
    }

    /** On the first network of its own; the ingress network, which all share, reaches only published ports. */
    private String address() {
        return StreamSupport.stream(told.path("NetworksAttachments").spliterator(), false)
                .filter(network ->
                        !network.path("Network").path("Spec").path("Ingress").asBoolean())
                .map(network -> network.path("Addresses").path(0).asText())
                .filter(address -> !address.isEmpty())
                .map(address -> address.replaceFirst("/.*", ""))
                .findFirst()
                .orElse("");
    }

    private String status(String field) {
        return told.path("Status").path(field).asText();
    }
}
