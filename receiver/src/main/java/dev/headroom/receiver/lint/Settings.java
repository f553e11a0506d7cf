package dev.headroom.receiver.lint;

import dev.headroom.receiver.config.HeadroomConfig;
import java.util.Optional;

/**
 * The receiver's own configuration.
 *
 * @param yaml the file; empty where the defaults hold
 */
record Settings(Optional<Yaml> yaml, HeadroomConfig config) {

    /** Where {@code alert_ttl} is, or would be. */
    Place alertTtl(Place otherwise) {
        return yaml.flatMap(file -> file.get("alert_ttl").or(() -> yaml))
                .map(Yaml::place)
                .orElse(otherwise);
    }
}
