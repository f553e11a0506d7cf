package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/**
 * The volumes of a container about to be created. When Compose remakes a container it hands the old anonymous volumes
 * on by name, so a template may name one as if it were a bind; a clone must get its own instead.
 */
record Mounts(ObjectNode config, ObjectNode hostConfig) {
    private static final Pattern ANONYMOUS = Pattern.compile("[0-9a-f]{64}");

    void ownAnonymousVolumes() {
        JsonNode binds = hostConfig.path("Binds");
        if (binds.isArray()) {
            ArrayNode kept = hostConfig.putArray("Binds");
            binds.forEach(bind -> keepOrAskAnew(bind.asText(), kept));
        }
        hostConfig.path("Mounts").forEach(Mounts::forgetName);
    }

    private void keepOrAskAnew(String bind, ArrayNode kept) {
        String[] parts = bind.split(":", 3);
        if (parts.length > 1 && ANONYMOUS.matcher(parts[0]).matches()) {
            volumes().putObject(parts[1]);
        } else {
            kept.add(bind);
        }
    }

    private ObjectNode volumes() {
        return config.path("Volumes") instanceof ObjectNode present ? present : config.putObject("Volumes");
    }

    private static void forgetName(JsonNode mount) {
        if (mount instanceof ObjectNode volume
                && ANONYMOUS.matcher(volume.path("Source").asText()).matches()) {
            volume.remove("Source");
        }
    }
}
