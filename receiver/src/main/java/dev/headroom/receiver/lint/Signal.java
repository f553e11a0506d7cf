package dev.headroom.receiver.lint;

import java.time.Duration;
import java.util.Map;

/**
 * A recording rule.
 *
 * @param place of its name
 * @param interval of its group's evaluation
 */
record Signal(Place place, String name, Expression expression, Duration interval, Map<String, Yaml> labels) {}
