package dev.headroom.receiver.store.sqlite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.json.StoredJson;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The columns that hold JSON. */
final class Json {
    private static final TypeReference<Explanation> EXPLANATION = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> WORDS_BY_NAME = new TypeReference<>() {};
    private static final TypeReference<Set<String>> WORDS = new TypeReference<>() {};
    private static final TypeReference<List<Seat>> SEATS = new TypeReference<>() {};

    private Json() {}

    /** Takes the cost of the first use now, and not while the first webhook waits for the writer. */
    static void load() {
        wordsByName(write(Map.of()));
    }

    static String write(Object value) {
        return StoredJson.write(value);
    }

    static Explanation explanation(String json) {
        return read("decisions.explanation", json, EXPLANATION);
    }

    static Map<String, String> wordsByName(String json) {
        return read("alerts.labels or alerts.annotations", json, WORDS_BY_NAME);
    }

    static Set<String> words(String json) {
        return read("actions.triggers", json, WORDS);
    }

    static List<Seat> seats(String json) {
        return read("rollouts.seats", json, SEATS);
    }

    private static <T> T read(String column, String json, TypeReference<T> type) {
        try {
            return StoredJson.read(json, type);
        } catch (JsonProcessingException e) {
            throw new StoreException("column " + column + " does not hold what this version writes there", e);
        }
    }
}
