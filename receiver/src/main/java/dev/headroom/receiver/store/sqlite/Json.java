package dev.headroom.receiver.store.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.store.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The columns that hold JSON; records go by their component names, instants as ISO text. */
final class Json {
    private static final TypeReference<Map<String, String>> WORDS_BY_NAME = new TypeReference<>() {};
    private static final TypeReference<Set<String>> WORDS = new TypeReference<>() {};
    private static final TypeReference<List<Seat>> SEATS = new TypeReference<>() {};
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new Iso()))
            .build();

    private Json() {}

    /** Takes the cost of the first use now, and not while the first webhook waits for the writer. */
    static void load() {
        wordsByName(write(Map.of()));
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new StoreException("cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    static Explanation explanation(String json) {
        try {
            return MAPPER.readValue(json, Explanation.class);
        } catch (JsonProcessingException e) {
            throw unreadable("decisions.explanation", e);
        }
    }

    static Map<String, String> wordsByName(String json) {
        try {
            return MAPPER.readValue(json, WORDS_BY_NAME);
        } catch (JsonProcessingException e) {
            throw unreadable("alerts.labels or alerts.annotations", e);
        }
    }

    static Set<String> words(String json) {
        try {
            return MAPPER.readValue(json, WORDS);
        } catch (JsonProcessingException e) {
            throw unreadable("actions.triggers", e);
        }
    }

    static List<Seat> seats(String json) {
        try {
            return MAPPER.readValue(json, SEATS);
        } catch (JsonProcessingException e) {
            throw unreadable("rollouts.seats", e);
        }
    }

    private static StoreException unreadable(String column, JsonProcessingException cause) {
        return new StoreException("column " + column + " does not hold what this version writes there", cause);
    }

    private static final class Iso extends FromStringDeserializer<Instant> {
        private Iso() {
            super(Instant.class);
        }

        @Override
        protected Instant _deserialize(String value, DeserializationContext context) {
            return Instant.parse(value);
        }
    }
}
