package dev.headroom.receiver.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import dev.headroom.settings.EnvironmentLogging;
import java.util.Map;

/** What the receiver's libraries may log. */
@ConfiguratorRank(Logging.AFTER_FILES)
public final class Logging extends EnvironmentLogging {

    /** Between the file that somebody names and Logback's own way without any. */
    static final int AFTER_FILES = ConfiguratorRank.FALLBACK + 1;

    @Override
    protected Map<String, Level> levels() {
        return Map.of(
                "org.eclipse.jetty", Level.WARN,
                "io.javalin", Level.WARN,
                "io.javalin.Javalin", Level.OFF, // a failed bind is told once, in our words
                "com.github.dockerjava", Level.WARN,
                // Failures of watches and elections are told in our words; the library goes on by itself.
                "io.fabric8", Level.ERROR,
                "io.fabric8.kubernetes.client.informers", Level.OFF,
                "io.fabric8.kubernetes.client.extended.leaderelection", Level.OFF);
    }
}
