package dev.headroom.receiver.init;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shipped dashboards with a user's names: those of one service once for each of its role, the others for all. */
record Dashboards(Shipped shipped, Naming naming) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CACHE = "headroom-cache";
    /** Its panels draw the thresholds of both roles that have GPUs. */
    private static final String GPU = "headroom-gpu";

    /**
     * What each file holds, by its name.
     *
     * @param byDemand services whose alerts have other thresholds than the shipped dashboards draw
     * @param cache whether lookups in a cache are counted
     */
    Map<String, String> files(List<Service> services, Set<Service> byDemand, boolean cache) {
        Map<String, String> files = new TreeMap<>();
        for (Path file : shipped.dashboards()) {
            ObjectNode dashboard = read(shipped, file);
            String uid = dashboard.path("uid").asText();
            List<Service> own = services.stream()
                    .filter(service -> service.role().dashboard().equals(uid))
                    .toList();
            own.forEach(service -> {
                ObjectNode drawn = byDemand.contains(service) ? undrawn(dashboard) : dashboard;
                files.put(naming.dashboard(service.name()) + ".json", written(of(drawn, service)));
            });
            if (Stream.of(Role.values()).noneMatch(role -> role.dashboard().equals(uid))
                    && (cache || !uid.equals(CACHE))) {
                boolean drawn = byDemand.isEmpty()
                        && !naming.of(Role.LLM).isEmpty()
                        && !naming.of(Role.RL).isEmpty();
                files.put(
                        uid + ".json",
                        written(changed(drawn || !uid.equals(GPU) ? dashboard : undrawn(dashboard), this::common)));
            }
        }
        return files;
    }

    /** Without thresholds, and what is told of them. */
    private static ObjectNode undrawn(ObjectNode dashboard) {
        ObjectNode plain = (ObjectNode) changed(
                dashboard,
                (field, text) -> field.equals("description") ? text.replaceFirst("(?s)\\n\\n\\*\\*[<>].*", "") : text);
        plain.findValues("thresholds").stream()
                .filter(ObjectNode.class::isInstance)
                .map(thresholds -> thresholds.path("steps"))
                .filter(ArrayNode.class::isInstance)
                .map(ArrayNode.class::cast)
                .forEach(steps -> {
                    while (steps.size() > 1) {
                        steps.remove(1);
                    }
                });
        return plain;
    }

    /** The uids of those that are no service's. */
    static Set<String> common(Shipped shipped) {
        return shipped.dashboards().stream()
                .map(file -> read(shipped, file).path("uid").asText())
                .filter(uid -> Stream.of(Role.values())
                        .noneMatch(role -> role.dashboard().equals(uid)))
                .collect(Collectors.toSet());
    }

    private static ObjectNode read(Shipped shipped, Path file) {
        try {
            return (ObjectNode) JSON.readTree(shipped.text(file));
        } catch (JsonProcessingException e) {
            throw new InitException(file + " is no JSON: " + e.getOriginalMessage());
        }
    }

    private static String written(JsonNode dashboard) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(dashboard) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }

    private JsonNode of(ObjectNode dashboard, Service service) {
        Role role = service.role();
        Naming own = naming.with(role, service.name());
        JsonNode renamed = changed(
                dashboard,
                (field, text) ->
                        field.equals("description") ? own.prose(text, role, service.name()) : own.selected(text));
        ((ObjectNode) renamed).put("uid", naming.dashboard(service.name()));
        if (!service.name().equals(role.pattern())) {
            ((ObjectNode) renamed).put("title", "Headroom / " + service.name());
        }
        return renamed;
    }

    private String common(String field, String text) {
        return field.equals("description") ? naming.prose(text) : naming.selected(text);
    }

    /** The same with other texts; what is said of a change are the name of the field, and the text. */
    private static JsonNode changed(JsonNode node, BinaryOperator<String> change) {
        return changed("", node, change);
    }

    private static JsonNode changed(String field, JsonNode node, BinaryOperator<String> change) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            object.properties()
                    .forEach(each -> copy.set(each.getKey(), changed(each.getKey(), each.getValue(), change)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            array.forEach(each -> copy.add(changed(field, each, change)));
            return copy;
        }
        return node.isTextual() ? TextNode.valueOf(change.apply(field, node.asText())) : node;
    }
}
