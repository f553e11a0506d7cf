package dev.headroom.receiver.lint;

import java.util.Objects;
import java.util.stream.Stream;

/** Two values in words, where they differ. */
final class Change {
    private Change() {}

    /** {@code name before -> after}; nothing where they are equal. */
    static Stream<String> of(String name, Object before, Object after) {
        return Objects.equals(before, after) ? Stream.empty() : Stream.of(name + " " + before + " -> " + after);
    }

    /** As {@link #of}, but says also that there is none. */
    static String told(String name, String before, String after) {
        return before.equals(after) ? name + " unchanged" : name + " " + before + " -> " + after;
    }
}
