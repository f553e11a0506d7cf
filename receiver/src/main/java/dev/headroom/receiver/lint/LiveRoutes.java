package dev.headroom.receiver.lint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The routes of an Alertmanager that runs, by the configuration that it tells. */
public final class LiveRoutes {
    private final Routing routing;

    private LiveRoutes(Routing routing) {
        this.routing = routing;
    }

    /**
     * Reads it as that of a file.
     *
     * @throws IOException where it could not be kept for the reader of such files
     */
    public static LiveRoutes of(String configuration) throws IOException {
        Path file = Files.createTempFile("alertmanager", ".yml");
        try {
            return new LiveRoutes(Routing.read(Files.writeString(file, configuration)));
        } finally {
            Files.delete(file);
        }
    }

    /**
     * Those that no route takes to a receiver.
     *
     * @param alerts their labels, with {@code alertname}
     */
    public List<Map<String, String>> without(String receiver, List<Map<String, String>> alerts) {
        return alerts.stream()
                .filter(labels -> routing.to(receiver, labels).isEmpty())
                .toList();
    }
}
