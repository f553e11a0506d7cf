package dev.headroom.receiver.kills;

import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real Alertmanager that tells one webhook of everything, a group for each service and trigger. */
public final class Alertmanager implements AutoCloseable {
    private final Child child;
    private final Http http;

    /** How it tells: of new alerts in a known group, and of known ones again. */
    public record Pace(String groupInterval, String repeatInterval) {}

    /** An alert as it is posted; {@code scale} is {@code up}, {@code down}, or empty for one that scales nothing. */
    public record Posted(String name, String service, String trigger, String scale) {
        private String json(Instant startsAt) {
            String scaling = scale.isEmpty() ? "" : ",\"scale\":\"%s\"".formatted(scale);
            return """
                    {"labels":{"alertname":"%s","service":"%s","trigger":"%s","priority":"P2"%s},"startsAt":"%s"}""".formatted(name, service, trigger, scaling, startsAt);
        }
    }

    public Alertmanager(Generation generation, Path folder, int webhookPort, Pace pace) throws IOException {
        int port = Distribution.freePort();
        Path yml = Files.writeString(folder.resolve("alertmanager.yml"), """
                global: {resolve_timeout: 1h}
                route: {receiver: headroom, group_by: [service, trigger], group_wait: 0s, group_interval: %s, repeat_interval: %s}
                receivers:
                  - name: headroom
                    webhook_configs:
                      - {url: "http://127.0.0.1:%d/webhook", send_resolved: true, http_config: {follow_redirects: false}}
                """.formatted(
                        pace.groupInterval(), pace.repeatInterval(), webhookPort));
        child = Child.start(
                folder,
                List.of(
                        generation.program("alertmanager"),
                        "--config.file=" + yml,
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address="),
                Map.of());
        http = Http.at(port);
        Waiting.until("Alertmanager is ready", () -> http.answers("/-/ready"));
    }

    public void post(List<Posted> alerts) {
        Instant now = Instant.now();
        String json = alerts.stream().map(alert -> alert.json(now)).collect(Collectors.joining(",", "[", "]"));
        try {
            int status = http.post("/api/v2/alerts", json);
            if (status != 200) {
                throw new AssertionError("Alertmanager answered " + status + " to " + json);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        child.close();
    }
}
