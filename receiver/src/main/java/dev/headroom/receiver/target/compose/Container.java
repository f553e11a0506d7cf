package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;

/**
 * One container of a service, as {@code docker inspect} tells it.
 *
 * @param number its {@code com.docker.compose.container-number}
 * @param inspected the whole answer of the daemon
 */
record Container(String id, String name, int number, JsonNode inspected, ReplicaState state) {
    static final String CONFIG_HASH = "com.docker.compose.config-hash";
    static final String NUMBER = "com.docker.compose.container-number";

    /** Of those that Headroom makes: the term of the lead in which it did. */
    static final String TERM = "dev.headroom.term";

    /** One that has ended is lost, for all that this tells. */
    static Container of(JsonNode inspected) {
        return new Container(
                inspected.path("Id").asText(),
                inspected.path("Name").asText().replaceFirst("^/", ""),
                labels(inspected).path(NUMBER).asInt(),
                inspected,
                state(inspected.path("State")));
    }

    /** The same where more is known of it. */
    Container as(ReplicaState known) {
        return new Container(id, name, number, inspected, known);
    }

    /**
     * The same, which is not ready yet where no health check tells and it has run for less than this: one that crashes is
     * started again and again, and runs each time. By a daemon whose clock is ahead it is ready at once.
     */
    Container proven(Duration by, Instant now) {
        boolean checked = !told().path("Health").path("Status").asText("none").equals("none");
        Duration runs = Duration.between(startedAt(), now);
        boolean unproven = state == ReplicaState.READY && !checked && !runs.isNegative() && runs.compareTo(by) < 0;
        return unproven ? as(ReplicaState.STARTING) : this;
    }

    private static JsonNode labels(JsonNode inspected) {
        return inspected.path("Config").path("Labels");
    }

    /** The twelve digits that Docker shows, and sets as host name and alias. */
    static String shortId(String id) {
        return id.length() > 12 ? id.substring(0, 12) : id;
    }

    /** Empty where it has no such label. */
    String label(String name) {
        return labels(inspected).path(name).asText();
    }

    String project() {
        return label("com.docker.compose.project");
    }

    String configHash() {
        return label(CONFIG_HASH);
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

    /** In any of its networks. */
    boolean hasAlias(String name) {
        return StreamSupport.stream(
                        inspected.path("NetworkSettings").path("Networks").spliterator(), false)
                .flatMap(network -> StreamSupport.stream(network.path("Aliases").spliterator(), false))
                .anyMatch(alias -> alias.asText().equals(name));
    }

    int exitCode() {
        return told().path("ExitCode").asInt();
    }

    private static ReplicaState state(JsonNode told) {
        return switch (told.path("Status").asText()) {
            case "created" -> ReplicaState.CREATED;
            case "running" -> health(told);
            case "restarting" -> ReplicaState.STARTING;
            case "paused" -> ReplicaState.UNHEALTHY;
            case "exited" -> ReplicaState.LOST;
            default -> ReplicaState.STOPPED; // somebody is about to remove it, or has tried to
        };
    }

    private static ReplicaState health(JsonNode told) {
        return switch (told.path("Health").path("Status").asText("none")) {
            case "starting" -> ReplicaState.STARTING;
            case "unhealthy" -> ReplicaState.UNHEALTHY;
            default -> ReplicaState.READY;
        };
    }

    private JsonNode told() {
        return inspected.path("State");
    }

    /** Whether it has ended and can be started again, whoever ended it. */
    boolean ended() {
        return told().path("Status").asText().equals("exited");
    }

    Instant endedAt() {
        return Instant.parse(told().path("FinishedAt").asText());
    }

    /** Whether it is one of the replicas that the service is set to. */
    boolean counts() {
        return state.counts();
    }

    Replica replica() {
        return new Replica(name, number, state, startedAt(), address(), note(), 0, Devices.only(this));
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
        return switch (state) {
            case LOST -> "ended by itself with " + ending();
            case STOPPED -> "stopped, " + ending();
            case STRAY -> "made in term %s, after another process had taken the lead".formatted(label(TERM));
            default -> "created at " + createdAt();
        };
    }

    /** As "exit code 137, out of memory, at 2026-11-24T10:00:00Z". */
    String ending() {
        String memory = told().path("OOMKilled").asBoolean() ? ", out of memory," : "";
        return "exit code %d%s at %s"
                .formatted(exitCode(), memory, told().path("FinishedAt").asText());
    }

    /** When it last started; where it never did, when it was created. */
    Instant startedAt() {
        boolean never = told().path("Status").asText().equals("created");
        return never ? createdAt() : Instant.parse(told().path("StartedAt").asText());
    }
}
