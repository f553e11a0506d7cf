package dev.headroom.receiver.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A container as Docker's API tells it: the fields that matter when one is cloned. */
record Inspection(String project) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NEVER = "0001-01-01T00:00:00Z";
    private static final String IMAGE = "sha256:0123456789abcdef";

    static final String SERVICE = "com.docker.compose.service";
    static final String TERM = "dev.headroom.term";
    static final String NUMBER = "com.docker.compose.container-number";

    /** @param healthy whether it may become so */
    JsonNode of(Fleet.Unit unit, boolean healthy) {
        ObjectNode json = JSON.createObjectNode();
        json.put("Id", unit.id()).put("Name", "/" + unit.name()).put("Image", IMAGE);
        json.put("Created", unit.createdAt().toString());
        json.set("State", state(unit, healthy));
        json.set("Config", config(unit));
        json.putObject("HostConfig").put("NetworkMode", network());
        json.putObject("NetworkSettings").putObject("Networks").set(network(), endpoint(unit));
        return json;
    }

    private String network() {
        return project + "_default";
    }

    private static ObjectNode state(Fleet.Unit unit, boolean healthy) {
        boolean exited = unit.status() == Fleet.Status.EXITED;
        ObjectNode state = JSON.createObjectNode();
        state.put("Status", unit.status().name().toLowerCase(Locale.ROOT)).put("ExitCode", exited ? 143 : 0);
        state.put("StartedAt", unit.changedAt().toString());
        state.put("FinishedAt", exited ? unit.changedAt().toString() : NEVER);
        state.putObject("Health").put("Status", healthy ? "healthy" : "starting");
        return state;
    }

    private ObjectNode config(Fleet.Unit unit) {
        ObjectNode config = JSON.createObjectNode().put("Image", "worker:1").put("Hostname", shortId(unit));
        config.putArray("Env").add("MODE=" + unit.service());
        config.set("Labels", labels(unit));
        return config;
    }

    ObjectNode labels(Fleet.Unit unit) {
        ObjectNode labels = JSON.createObjectNode();
        labels.put("com.docker.compose.project", project)
                .put(SERVICE, unit.service())
                .put(NUMBER, "" + unit.number())
                .put("com.docker.compose.oneoff", "False")
                .put("com.docker.compose.config-hash", "0f0f");
        if (!unit.term().isEmpty()) {
            labels.put(TERM, unit.term());
        }
        return labels;
    }

    private static ObjectNode endpoint(Fleet.Unit unit) {
        ObjectNode endpoint = JSON.createObjectNode().put("NetworkID", "n1").put("IPAddress", "127.0.0.1");
        endpoint.putArray("Aliases").add(unit.service()).add(shortId(unit));
        return endpoint;
    }

    private static String shortId(Fleet.Unit unit) {
        return unit.id().substring(0, 12);
    }
}
