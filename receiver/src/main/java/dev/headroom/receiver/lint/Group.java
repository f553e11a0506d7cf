package dev.headroom.receiver.lint;

import java.time.Duration;
import java.util.Optional;

/** A group of rules, which are evaluated together. */
record Group(Yaml yaml) {
    private static final Duration USUAL_INTERVAL = Duration.ofMinutes(1);

    Duration interval() {
        return duration("interval").filter(interval -> !interval.isZero()).orElse(USUAL_INTERVAL);
    }

    /** How much earlier than now its rules look. */
    Duration offset() {
        return duration("query_offset").orElse(Duration.ZERO);
    }

    private Optional<Duration> duration(String key) {
        return yaml.get(key).flatMap(Yaml::duration);
    }

    /** Of what it says behind a key. */
    Place place(String key) {
        return yaml.get(key).map(Yaml::place).orElseGet(yaml::place);
    }
}
