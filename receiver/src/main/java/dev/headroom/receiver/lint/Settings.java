package dev.headroom.receiver.lint;

import dev.headroom.receiver.config.HeadroomConfig;
import java.util.List;
import java.util.Optional;

/**
 * The receiver's own configuration.
 *
 * @param yaml the file; empty where the defaults hold
 * @param outdated what it says in a way that the next release does not take
 */
record Settings(Optional<Yaml> yaml, HeadroomConfig config, List<Finding> outdated) {

    /** Where {@code alert_ttl} is, or would be. */
    Place alertTtl(Place otherwise) {
        return yaml.flatMap(file -> file.get("alert_ttl")).map(Yaml::place).orElse(otherwise);
    }
}
