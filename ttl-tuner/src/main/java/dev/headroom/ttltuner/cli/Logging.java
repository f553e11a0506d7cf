package dev.headroom.ttltuner.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import dev.headroom.settings.EnvironmentLogging;
import java.util.Map;

/** What the tuner's libraries may log. */
@ConfiguratorRank(Logging.AFTER_FILES)
public final class Logging extends EnvironmentLogging {

    /** Between the file that somebody names and Logback's own way without any. */
    static final int AFTER_FILES = ConfiguratorRank.FALLBACK + 1;

    @Override
    protected Map<String, Level> levels() {
        return Map.of("redis.clients.jedis", Level.ERROR);
    }
}
