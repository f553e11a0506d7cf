package dev.headroom.receiver.lint;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A recording rule.
 *
 * @param place of its name
 * @param group that it is in
 */
record Signal(Place place, Group group, String name, Expression expression, Map<String, Yaml> labels) {

    /** Of its group's evaluation. */
    Duration interval() {
        return group.interval();
    }

    /** An adapter makes metrics, of what it is told by other names. */
    boolean isOfAdapter() {
        Path folder = Path.of(place.file()).getParent();
        return folder != null && folder.endsWith(TreeReader.ADAPTERS);
    }
}
