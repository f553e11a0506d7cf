package dev.headroom.receiver.store.json;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.store.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records go by their component names, times as ISO text; the kind of a seat is known by its names. */
public final class StoredJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addMixIn(Seat.class, KnownByNames.class)
            .addMixIn(Seat.OnGpu.class, OfOne.class)
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    /** What a version before this one can read. */
    private static final ObjectMapper SHARED = MAPPER.copy().addMixIn(Explanation.class, WithoutAgainst.class);

    private StoredJson() {}

    /** Takes the cost of the first use now, and not while the first webhook waits. */
    public static void load() {
        wordsByName(write(Map.of()));
    }

    public static String write(Object value) {
        return write(MAPPER, value);
    }

    /** An explanation as versions that knew no wishes against it read it, for a store that they share. */
    public static String withoutAgainst(Explanation value) {
        return write(SHARED, value);
    }

    private static String write(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new StoreException("cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    public static Map<String, String> wordsByName(String json) {
        return read(json, Words.class);
    }

    public static Set<String> words(String json) {
        return Set.of(read(json, String[].class));
    }

    public static List<Seat> seats(String json) {
        return List.of(read(json, Seat[].class));
    }

    /** The value that it was made of. */
    public static <T> T read(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new StoreException(
                    "what is stored as " + type.getSimpleName() + " is not what this version writes there;"
                            + " run the headroom that wrote it, or give this one a store, or a ?prefix=NAME, of its own",
                    e);
        }
    }

    private static final class Words extends LinkedHashMap<String, String> {
        private static final long serialVersionUID = 1L;
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(Seat.OnGpu.class), @JsonSubTypes.Type(Seat.OnNode.class)})
    private interface KnownByNames {}

    @JsonIgnoreProperties("against")
    private interface WithoutAgainst {}

    /** Where no sleeper is to be woken it reads as versions wrote it that knew none. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private interface OfOne {}
}
