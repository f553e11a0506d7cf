package dev.headroom.receiver.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.headroom.receiver.webhook.Declared;
import dev.headroom.receiver.webhook.OneLine;
import dev.headroom.receiver.webhook.Problem;
import dev.headroom.receiver.wire.StrictJson;
import dev.headroom.settings.Quantity;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The JSON object of a request, field by field. Whatever is wrong names the field, what it holds, and the remedy. */
final class Form {

    private static final int MAX_BYTES = 16 << 10;
    private static final JsonMapper MAPPER = StrictJson.mapper(MAX_BYTES);

    private final ObjectNode fields;

    private Form(ObjectNode fields) {
        this.fields = fields;
    }

    /**
     * Reads the body.
     *
     * @param known every field that it may have
     */
    static Form read(Context ctx, Set<String> known) {
        Declared.json(ctx);
        if (!(parse(bytes(ctx)) instanceof ObjectNode fields)) {
            throw new Problem(400, "the body is not a JSON object", "send the fields " + new TreeSet<>(known));
        }
        fields.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new Problem(422, "unknown field " + OneLine.of(name), "the fields are " + new TreeSet<>(known));
            }
        });
        return new Form(fields);
    }

    /** All of it, for another receiver to read. */
    byte[] bytes() {
        return fields.toString().getBytes(StandardCharsets.UTF_8);
    }

    boolean has(String field) {
        return fields.hasNonNull(field);
    }

    /** Whether it says so; false where the field is missing. */
    boolean yes(String field) {
        JsonNode value = fields.path(field);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw wrong(field + " must be true or false", value, "write " + field + ": true, or leave it out");
        }
        return value.asBoolean();
    }

    /** One line of text. */
    String line(String field, int most) {
        return line(field, fields.path(field), most);
    }

    /** The same rule for a word of the query; null where it is not there. */
    static String line(String field, @Nullable String value, int most) {
        return line(field, value == null ? MissingNode.getInstance() : TextNode.valueOf(value), most);
    }

    private static String line(String field, JsonNode value, int most) {
        String text = value.asText().strip();
        String rule = field + " must be text of 1 to " + most + " characters on one line";
        if (!value.isTextual()
                || text.isEmpty()
                || text.length() > most
                || !OneLine.of(text).equals(text)) {
            throw wrong(rule, value, "write it like \"" + (field.equals("owner") ? "ana" : "load test") + "\"");
        }
        return text;
    }

    int whole(String field, int least, int most) {
        JsonNode value = fields.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < least || value.asInt() > most) {
            String rule = field + " must be a whole number from " + least + " to " + most + ", the policy's limits";
            throw wrong(rule, value, "choose a count within them, or change the policy");
        }
        return value.asInt();
    }

    /** Longer than none. */
    Duration period(String field, Duration most) {
        JsonNode value = fields.path(field);
        return Quantity.duration(value.isTextual() ? value.asText() : "")
                .filter(period -> !period.isZero() && period.compareTo(most) <= 0)
                .orElseThrow(() -> wrong(
                        field + " must be a duration over 0 and of at most " + most.toDays() + "d",
                        value,
                        "write it like \"30m\", \"2h\" or \"1d\""));
    }

    <T> T word(String field, Map<String, T> words) {
        JsonNode value = fields.path(field);
        T meaning = words.get(value.isTextual() ? value.asText() : "");
        if (meaning == null) {
            String all = String.join(", ", new TreeSet<>(words.keySet()));
            throw wrong(field + " must be one of " + all, value, "write one of them");
        }
        return meaning;
    }

    private static Problem wrong(String rule, JsonNode value, String remedy) {
        String found = value.isMissingNode() ? "nothing" : OneLine.of(value.toString());
        return new Problem(422, rule + ", found " + found, remedy);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Problem(400, "the body is " + StrictJson.explain(e), "send one JSON object");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    private static byte[] bytes(Context ctx) {
        try {
            byte[] body = ctx.req().getInputStream().readNBytes(MAX_BYTES + 1);
            if (body.length > MAX_BYTES) {
                throw new Problem(413, "the body is larger than 16 KiB", "send the documented fields only");
            }
            return body;
        } catch (IOException e) {
            ctx.header("Connection", "close");
            throw new Problem(
                    e.getCause() instanceof TimeoutException ? 408 : 400,
                    "the body did not come whole",
                    "send it whole, within 8 seconds");
        }
    }
}
