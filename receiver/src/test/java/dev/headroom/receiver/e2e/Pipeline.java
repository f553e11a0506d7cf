package dev.headroom.receiver.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real Prometheus with the shipped rules and a real Alertmanager with the shipped routes, both with short times.
 *
 * @param generation of both
 * @param servers to which they are added
 */
record Pipeline(Generation generation, Servers servers, Path folder) {
    /** What it starts. */
    static final String[] PROGRAMS = {"prometheus", "alertmanager"};

    /** Starts Alertmanager, which notifies Headroom at this port. */
    Http alertmanager(int headroomPort, Path token) throws IOException {
        Path yml = folder.resolve("alertmanager.yml");
        Shipped.alertmanager(yml, headroomPort, token);
        return alertmanager(yml);
    }

    /** Starts Alertmanager with this file. */
    Http alertmanager(Path yml) throws IOException {
        int port = Distribution.freePort();
        servers.add(Child.start(
                folder,
                List.of(
                        generation.program("alertmanager"),
                        "--config.file=" + yml,
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address="),
                Map.of()));
        return Http.at(port);
    }

    /** Starts Prometheus, which scrapes the exporter and Headroom every second. */
    void prometheus(Http alertmanager, Exporter exporter, int headroomPort) throws IOException {
        prometheus(alertmanager, scrapes(exporter) + """
                  - {job_name: headroom, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(headroomPort));
    }

    /** Starts Prometheus, which scrapes the exporter every second; it plays Headroom, too. */
    void prometheus(Http alertmanager, Exporter exporter) throws IOException {
        prometheus(alertmanager, scrapes(exporter));
    }

    private static String scrapes(Exporter exporter) {
        return """
                scrape_configs:
                  - {job_name: test, honor_labels: true, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(exporter.port());
    }

    private void prometheus(Http alertmanager, String scrapes) throws IOException {
        Shipped.rules(folder.resolve("rules"));
        Path yml = Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [%s/*.yml]
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                """.formatted(folder.resolve("rules"), alertmanager.port()) + scrapes);
        prometheus(yml);
    }

    /** Starts Prometheus with this file; a second one goes on with what the first one kept. */
    Child prometheus(Path yml) throws IOException {
        return prometheus(yml, Distribution.freePort());
    }

    Child prometheus(Path yml, int port) throws IOException {
        return servers.add(Child.start(
                folder,
                List.of(
                        generation.program("prometheus"),
                        "--config.file=" + yml,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--rules.alert.resend-delay=5s"),
                Map.of()));
    }
}
