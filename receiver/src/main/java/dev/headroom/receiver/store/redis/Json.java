package dev.headroom.receiver.store.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.json.StoredJson;

/** The values of Redis. */
final class Json {

    private Json() {}

    static String write(Object value) {
        return StoredJson.write(value);
    }

    /** As older versions read it too; who speaks against it is kept apart. */
    static String write(Explanation explanation) {
        return StoredJson.withoutAgainst(explanation);
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return StoredJson.read(json, type);
        } catch (JsonProcessingException e) {
            throw new StoreException(
                    "what Redis has as " + type.getSimpleName() + " is not what this version writes there; run the"
                            + " headroom that wrote it, or give this one a prefix of its own with ?prefix=NAME",
                    e);
        }
    }
}
