package dev.headroom.receiver.lint;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A recording rule.
 *
 * @param place of its name
 * @param interval of its group's evaluation
 */
record Signal(Place place, String name, Expression expression, Duration interval, Map<String, Yaml> labels) {

    /** An adapter makes metrics, of what it is told by other names. */
    boolean isOfAdapter() {
        Path folder = Path.of(place.file()).getParent();
        return folder != null && folder.endsWith(TreeReader.ADAPTERS);
    }
}
