package dev.headroom.receiver.alert;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What texts that come again and again were read as: an alert is sent many times, with the same fingerprint and start. Of one that
 * cannot be read nothing is kept. A bounded number.
 */
final class Lately<T> {
    private static final int MOST = 2_000;

    private final Function<String, T> reading;
    private final Map<String, T> known = new ConcurrentHashMap<>();

    /** @param reading throws for a text that it cannot read */
    Lately(Function<String, T> reading) {
        this.reading = reading;
    }

    /** Throws what the reading throws. */
    T read(String text) {
        T before = known.get(text);
        if (before != null) {
            return before;
        }
        T read = reading.apply(text);
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(text, read);
        return read;
    }
}
