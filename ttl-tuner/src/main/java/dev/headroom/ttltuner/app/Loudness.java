package dev.headroom.ttltuner.app;

import dev.headroom.ttltuner.redis.RedisTroubleException;
import dev.headroom.ttltuner.tuning.Reason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says a trouble once, not at every beat. */
final class Loudness {
    private static final Logger LOG = LoggerFactory.getLogger(Tuner.class);

    private Loudness() {}

    static void changed(@Nullable Reason before, RedisTroubleException now) {
        if (before != now.reason()) {
            LOG.warn("{}: every TTL stays as it is ({})", now.reason().text(), now.getMessage());
        }
    }
}
