package dev.headroom.receiver.target.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The networks of a template. A creation can name one of them only; the others are connected before the start.
 * Addresses are left out: Docker chooses them.
 *
 * @param composeName the template's name as Compose gives it, which may be among its aliases though it was renamed
 */
record Endpoints(Container template, String composeName) {
    private static final List<String> KEPT = List.of("IPAMConfig", "Links", "DriverOpts", "GwPriority");

    private JsonNode networks() {
        return template.inspected().path("NetworkSettings").path("Networks");
    }

    /** The network that the host configuration names; empty for host, none and another container's network. */
    Optional<String> primary() {
        String mode =
                template.inspected().path("HostConfig").path("NetworkMode").asText();
        return networks().properties().stream()
                .filter(network ->
                        network.getKey().equals(mode) || id(network.getValue()).equals(mode))
                .map(Map.Entry::getKey)
                .filter(network -> !List.of("host", "none").contains(network))
                .findFirst();
    }

    private static String id(JsonNode endpoint) {
        return endpoint.path("NetworkID").asText();
    }

    /** Those beside the primary; none where there is no primary, since such a container can have no others. */
    List<String> further() {
        return primary().map(this::allBut).orElseGet(List::of);
    }

    private List<String> allBut(String primary) {
        return networks().properties().stream()
                .map(Map.Entry::getKey)
                .filter(network -> !network.equals(primary))
                .toList();
    }

    /**
     * How a clone is to be connected.
     *
     * @param id of the clone where it is known: Compose makes its short form an alias
     */
    ObjectNode endpoint(String network, String name, Optional<String> id) {
        JsonNode told = networks().path(network);
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        KEPT.stream().filter(told::hasNonNull).forEach(field -> asked.set(field, told.get(field)));
        if (told.path("Aliases").isArray()) {
            aliases(told.path("Aliases"), name, id, asked.putArray("Aliases"));
        }
        return asked;
    }

    private void aliases(JsonNode told, String name, Optional<String> id, ArrayNode asked) {
        String shortId = Container.shortId(template.id());
        for (JsonNode alias : told) {
            if (alias.asText().equals(shortId)) {
                id.map(Container::shortId).ifPresent(asked::add);
            } else {
                boolean own =
                        alias.asText().equals(template.name()) || alias.asText().equals(composeName);
                asked.add(own ? name : alias.asText());
            }
        }
    }
}
