package dev.headroom.receiver.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Values as the chart's schema allows them, by chance: of each key that the schema knows, or not; texts and free objects are of its
 * examples, numbers of its bounds.
 */
final class ChartValues {
    private final JsonNode schema;
    private final Random random;

    ChartValues(Path chart, long seed) throws IOException {
        this.schema = new ObjectMapper().readTree(Files.readString(chart.resolve("values.schema.json")));
        this.random = new Random(seed);
    }

    ObjectNode next() {
        ObjectNode values = (ObjectNode) of(schema, "");
        if (!values.at("/redis/enabled").asBoolean(true)) { // the one rule between two keys
            ObjectNode config =
                    values.withObjectProperty("receiver").putObject("config").put("evaluate_every", "2s");
            config.put("store", "redis://redis.data.svc:6380/1");
        }
        return values;
    }

    private JsonNode of(JsonNode rule, String where) {
        if (rule.has("$ref")) {
            return of(schema.at(rule.path("$ref").asText().substring(1)), where);
        }
        if (rule.has("oneOf")) {
            return of(any(rule.path("oneOf")), where);
        }
        if (rule.has("const")) {
            return rule.path("const");
        }
        if (rule.has("enum") || rule.has("examples")) {
            return any(rule.path(rule.has("enum") ? "enum" : "examples")).deepCopy();
        }
        return switch (rule.path("type").asText()) {
            case "boolean" -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
            case "integer" -> JsonNodeFactory.instance.numberNode(number(rule));
            case "array" -> list(rule, where);
            case "object" -> object(rule, where);
            default -> throw new AssertionError("no examples of " + where + " in values.schema.json");
        };
    }

    private int number(JsonNode rule) {
        int least = rule.path("minimum").asInt();
        int most = rule.path("maximum").asInt();
        return switch (random.nextInt(4)) {
            case 0 -> least;
            case 1 -> most;
            default -> least + random.nextInt(most - least + 1);
        };
    }

    private JsonNode any(JsonNode choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private ArrayNode list(JsonNode rule, String where) {
        List<JsonNode> items = new ArrayList<>();
        int least = rule.path("minItems").asInt();
        for (int size = least + random.nextInt(3); items.size() < size; ) {
            JsonNode item = of(rule.path("items"), where + "[]");
            if (items.contains(item)) {
                break;
            }
            items.add(item);
        }
        return JsonNodeFactory.instance.arrayNode().addAll(items);
    }

    private ObjectNode object(JsonNode rule, String where) {
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        List<String> required = new ArrayList<>();
        rule.path("required").forEach(key -> required.add(key.asText()));
        rule.path("properties").fields().forEachRemaining(key -> {
            if (required.contains(key.getKey()) || random.nextInt(3) > 0) {
                made.set(key.getKey(), of(key.getValue(), where + "." + key.getKey()));
            }
        });
        return made;
    }
}
