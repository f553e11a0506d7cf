package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.time.Instant;
import java.util.stream.StreamSupport;

/**
 * One container of a service, as {@code docker inspect} tells it.
 *
 * @param number its {@code com.docker.compose.container-number}
 * @param inspected the whole answer of the daemon
 */
record Container(String id, String name, int number, JsonNode inspected) {
    static final String CONFIG_HASH = "com.docker.compose.config-hash";
    static final String NUMBER = "com.docker.compose.container-number";

    static Container of(JsonNode inspected) {
        return new Container(
                inspected.path("Id").asText(),
                inspected.path("Name").asText().replaceFirst("^/", ""),
                labels(inspected).path(NUMBER).asInt(),
                inspected);
    }

    private static JsonNode labels(JsonNode inspected) {
        return inspected.path("Config").path("Labels");
    }

    /** The twelve digits that Docker shows, and sets as host name and alias. */
    static String shortId(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    String project() {
        return labels(inspected).path("com.docker.compose.project").asText();
    }

    String configHash() {
        return labels(inspected).path(CONFIG_HASH).asText();
    }

    String imageId() {
        return inspected.path("Image").asText();
    }

    Instant createdAt() {
        return Instant.parse(inspected.path("Created").asText());
    }

    boolean connectedTo(String network) {
        return inspected.path("NetworkSettings").path("Networks").has(network);
    }

    int exitCode() {
        return inspected.path("State").path("ExitCode").asInt();
    }

    ReplicaState state() {
        return switch (status()) {
            case "created" -> ReplicaState.CREATED;
            case "running" -> health();
            case "restarting" -> ReplicaState.STARTING;
            case "paused" -> ReplicaState.UNHEALTHY;
            default -> ReplicaState.STOPPED;
        };
    }

    private ReplicaState health() {
        return switch (inspected.path("State").path("Health").path("Status").asText("none")) {
            case "starting" -> ReplicaState.STARTING;
            case "unhealthy" -> ReplicaState.UNHEALTHY;
            default -> ReplicaState.READY;
        };
    }

    private String status() {
        return inspected.path("State").path("Status").asText();
    }

    /** Whether it is one of the replicas that the service is set to; a stopped one is a leftover. */
    boolean counts() {
        return state() != ReplicaState.STOPPED;
    }

    Replica replica() {
        return new Replica(name, number, state(), startedAt(), address(), note());
    }

    /** Its IP on the first network that gave it one; it can be called from this host, or from that network. */
    private String address() {
        return StreamSupport.stream(
                        inspected.path("NetworkSettings").path("Networks").spliterator(), false)
                .map(network -> network.path("IPAddress").asText())
                .filter(ip -> !ip.isEmpty())
                .findFirst()
                .orElse("");
    }

    private String note() {
        return state() == ReplicaState.STOPPED
                ? "exit code " + exitCode() + " at "
                        + inspected.path("State").path("FinishedAt").asText()
                : "created at " + createdAt();
    }

    private Instant startedAt() {
        boolean never = state() == ReplicaState.CREATED;
        return never
                ? createdAt()
                : Instant.parse(inspected.path("State").path("StartedAt").asText());
    }
}
