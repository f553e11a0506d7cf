package dev.headroom.receiver.bench;

import dev.headroom.receiver.backtest.Race;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Prometheus, Alertmanager and Headroom with the demand policy, whose every time is a sixth of the shipped one. */
record RaceStack(Path folder, Servers servers, TestNamespace cluster) {
    private static final Path RULES = Distribution.ROOT.resolve("alert-rules/demand/worker-llm.rules.yml");
    private static final Pattern TIME =
            Pattern.compile("(?<=interval: |for: |\\[|:(?=\\d+[smh]\\]))([0-9]+)([smh])\\b");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3600);

    /** Starts all three; Prometheus scrapes the workers at this port. */
    void start(int workers) throws IOException {
        int alertmanager = Distribution.freePort();
        int headroom = headroom(alertmanager);
        alertmanager(alertmanager, headroom);
        prometheus(alertmanager, headroom, workers);
    }

    private static String shortened(String yaml) {
        return TIME.matcher(yaml)
                .replaceAll(time ->
                        Integer.parseInt(time.group(1)) * SECONDS.get(time.group(2)) * 1000 / Race.FASTER + "ms");
    }

    private int headroom(int alertmanager) throws IOException {
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  worker-llm:
                    min_replicas: %d
                    max_replicas: %d
                    warmup_time: 20s
                    health_timeout: 20s
                    drain_timeout: 10s
                    max_actions_per_hour: 72
                    triggers: {demand: {cooldown: 30s}, task_failure_rate: {scale: up_only}}
                """.formatted(Race.FEWEST, Race.MOST));
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                policy: %s
                store: sqlite:%s
                target: {kind: kubernetes, namespace: %s}
                alertmanager: {url: "http://127.0.0.1:%d", receiver: headroom, poll_interval: 2500ms}
                evaluate_every: 1s
                alert_ttl: 70s
                blind_after: 50s
                evidence: {watchdog: none}
                """.formatted(
                        folder.resolve("policy.yml"), folder.resolve("headroom.db"), cluster.name(), alertmanager));
        ControlPlane plane = ControlPlane.running();
        Path kubeconfig = plane.kubeconfig(cluster.name(), plane.port(), cluster.token(), cluster.name());
        return Distribution.port(servers.add(
                Distribution.start(folder, List.of(), Map.of("KUBECONFIG", kubeconfig.toString()), "serve")));
    }

    private void alertmanager(int port, int headroom) throws IOException {
        Path yml = Files.writeString(folder.resolve("alertmanager.yml"), """
                route:
                  receiver: headroom
                  group_by: [service, scale, alertname]
                  group_wait: 0s
                  group_interval: 5s
                  repeat_interval: 20s
                receivers:
                  - name: headroom
                    webhook_configs: [{url: "http://127.0.0.1:%d/webhook", send_resolved: true, max_alerts: 0}]
                """.formatted(headroom));
        serve(
                port,
                "alertmanager",
                "--config.file=" + yml,
                "--storage.path=" + folder.resolve("alerts"),
                "--cluster.listen-address=");
    }

    private void prometheus(int alertmanager, int headroom, int workers) throws IOException {
        Files.writeString(folder.resolve("race.rules.yml"), shortened(Files.readString(RULES)));
        Path yml = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 2500ms, scrape_timeout: 2s, evaluation_interval: 2500ms}
                rule_files: [race.rules.yml]
                alerting: {alertmanagers: [{static_configs: [{targets: ["127.0.0.1:%d"]}]}]}
                scrape_configs:
                  - {job_name: worker-llm, static_configs: [{targets: ["127.0.0.1:%d"], labels: {service: worker-llm}}]}
                  - {job_name: headroom, honor_labels: true, static_configs: [{targets: ["127.0.0.1:%d"]}]}
                """.formatted(alertmanager, workers, headroom));
        int port = Distribution.freePort();
        serve(
                port,
                "prometheus",
                "--config.file=" + yml,
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--rules.alert.resend-delay=10s");
        Waiting.until("Prometheus is ready", () -> Http.at(port).answers("/-/ready"));
    }

    private void serve(int port, String program, String... options) {
        Generation generation = Generation.any("prometheus", "alertmanager");
        List<String> words = new java.util.ArrayList<>(List.of(generation.program(program)));
        words.addAll(List.of(options));
        words.add("--web.listen-address=127.0.0.1:" + port);
        servers.add(Child.start(folder, words, Map.of()));
    }
}
