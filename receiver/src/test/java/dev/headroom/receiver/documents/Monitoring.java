package dev.headroom.receiver.documents;

import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Somebody's Prometheus and Alertmanager, which have not heard of Headroom, and read their files again when they are told to.
 *
 * @param folder with the two files; a command's {@code /etc/prometheus}
 */
record Monitoring(Generation generation, Path folder, int prometheus, int alertmanager) {
    static final String[] PROGRAMS = {"prometheus", "alertmanager", "promtool", "amtool"};
    private static final Duration LIMIT = Duration.ofMinutes(2);

    static Monitoring start(Generation generation, Servers servers, Path folder, String scrapes) throws IOException {
        Files.createDirectories(folder);
        int alertmanager = Distribution.freePort();
        Files.writeString(
                folder.resolve("alertmanager.yml"), "route: {receiver: people}\nreceivers: [{name: people}]\n");
        Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                """.formatted(alertmanager) + scrapes);
        int prometheus = Distribution.freePort();
        servers.add(Child.start(
                folder,
                List.of(
                        generation.program("alertmanager"),
                        "--config.file=alertmanager.yml",
                        "--storage.path=alertmanager",
                        "--web.listen-address=127.0.0.1:" + alertmanager,
                        "--cluster.listen-address="),
                Map.of()));
        servers.add(Child.start(
                folder,
                List.of(
                        generation.program("prometheus"),
                        "--config.file=prometheus.yml",
                        "--storage.tsdb.path=data",
                        "--web.enable-lifecycle",
                        "--web.listen-address=127.0.0.1:" + prometheus),
                Map.of()));
        Waiting.until(
                "both are ready",
                () -> Http.at(prometheus).answers("/-/ready")
                        && Http.at(alertmanager).answers("/-/ready"));
        return new Monitoring(generation, folder, prometheus, alertmanager);
    }

    /** Waits until as many targets answer. */
    void scrapes(int targets) {
        Http asked = Http.at(prometheus);
        Waiting.until(
                "all are scraped",
                () -> asked.text("/api/v1/query?query=sum(up)").contains(",\"" + targets + "\"]"));
    }

    String url() {
        return "http://127.0.0.1:" + prometheus;
    }

    /** Runs a command of a document with these ports, this folder and these tools; it must end well. Returns what it printed. */
    String run(Path current, String command) {
        String placed = command.replace("127.0.0.1:9090", "127.0.0.1:" + prometheus)
                .replace("127.0.0.1:9093", "127.0.0.1:" + alertmanager)
                .replace("/etc/prometheus/", folder + "/")
                .replaceFirst("^sudo ", "");
        String tools = Path.of(generation.program("promtool")).getParent() + ":"
                + Path.of(generation.program("amtool")).getParent();
        return new Command(current, LIMIT).must("bash", "-c", "PATH=" + tools + ":$PATH; " + placed);
    }
}
