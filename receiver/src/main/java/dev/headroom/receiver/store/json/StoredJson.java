package dev.headroom.receiver.store.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
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
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/** Records go by their component names, times as ISO text; the kind of a seat is known by its names. */
public final class StoredJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addMixIn(Seat.class, KnownByNames.class)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addDeserializer(Instant.class, new Iso<>(Instant.class, Instant::parse))
                    .addSerializer(Duration.class, ToStringSerializer.instance)
                    .addDeserializer(Duration.class, new Iso<>(Duration.class, Duration::parse)))
            .build();

    /** What a version before this one can read. */
    private static final ObjectMapper SHARED = MAPPER.copy().addMixIn(Explanation.class, WithoutAgainst.class);

    private StoredJson() {}

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new StoreException("cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /** An explanation as versions that knew no wishes against it read it, for a store that they share. */
    public static String withoutAgainst(Explanation value) {
        try {
            return SHARED.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new StoreException("cannot write an explanation as JSON", e);
        }
    }

    /**
     * The value that it was made of.
     *
     * @throws JsonProcessingException where no such value was written so
     */
    public static <T> T read(String json, TypeReference<T> type) throws JsonProcessingException {
        return MAPPER.readValue(json, type);
    }

    /**
     * The value that it was made of.
     *
     * @throws JsonProcessingException where no such value was written so
     */
    public static <T> T read(String json, Class<T> type) throws JsonProcessingException {
        return MAPPER.readValue(json, type);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(Seat.OnGpu.class), @JsonSubTypes.Type(Seat.OnNode.class)})
    private interface KnownByNames {}

    @JsonIgnoreProperties("against")
    private interface WithoutAgainst {}

    private static final class Iso<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, T> parser;

        private Iso(Class<T> type, Function<String, T> parser) {
            super(type);
            this.parser = parser;
        }

        @Override
        protected T _deserialize(String value, DeserializationContext context) {
            return parser.apply(value);
        }
    }
}
