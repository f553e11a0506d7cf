package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Exporter;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.grafana.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the kubelets of two nodes tell of containers, with the relabelling that the guide shows and the overlay has: the shipped
 * rules find CPU and memory of app in it, as they are, and of nobody else.
 */
@Timeout(120)
class ContainerSeriesIT {
    private static final Path DOCUMENT = Distribution.ROOT.resolve("docs/kubernetes.md");
    private static final Path OVERLAY = Distribution.ROOT.resolve("kubernetes/overlays/monitoring/containers.yaml");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final double GIB = 1L << 30;

    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void theAppIsSeenAsItIsAndNobodyElse() throws IOException {
        List<Prometheus> guide = withTheJobOfTheGuide();
        List<Prometheus> overlay = withTheOverlayAsTheOperatorWritesIt();
        guide.forEach(prometheus -> {
            signalsAreThoseOfTheApp(prometheus);
            assertThat(services(prometheus)).containsExactly("app", "worker-rl");
        });
        overlay.forEach(prometheus -> {
            signalsAreThoseOfTheApp(prometheus);
            assertThat(services(prometheus)).containsExactly("app");
        });
    }

    private List<Prometheus> withTheJobOfTheGuide() throws IOException {
        String text = Files.readString(DOCUMENT);
        Matcher block =
                Pattern.compile("(?ms)^```yaml\n(scrape_configs:\n.*?)^```$").matcher(text);
        assertThat(block.find()).isTrue();
        promtoolTakes(block.group(1));
        JsonNode job =
                YAML.readTree(block.group(1)).path("scrape_configs").get(2).deepCopy();
        // As the text says of a workload of another name.
        Matcher other = Pattern.compile("`regex: (training;\\S+)`").matcher(text);
        assertThat(other.find()).isTrue();
        ObjectNode rule = YAML.createObjectNode().put("regex", other.group(1)).put("target_label", "service");
        rule.put("replacement", "worker-rl")
                .putArray("source_labels")
                .add("namespace")
                .add("pod");
        ((ArrayNode) job.path("metric_relabel_configs")).insert(1, rule);

        return scraping("guide", (ObjectNode) job, YAML.createObjectNode());
    }

    /** Debian's knows no clusters. */
    private void promtoolTakes(String configuration) throws IOException {
        if (Generation.BUILT.missing("promtool").isEmpty()) {
            Path file = Files.writeString(folder.resolve("guide.yml"), configuration);
            new Command(folder, Duration.ofMinutes(1))
                    .must(Generation.BUILT.program("promtool"), "check", "config", "--syntax-only", file.toString());
        }
    }

    private List<Prometheus> withTheOverlayAsTheOperatorWritesIt() throws IOException {
        JsonNode endpoint = YAML.readTree(Files.readString(OVERLAY)).at("/spec/endpoints/0");
        ObjectNode job = YAML.createObjectNode();
        job.put("job_name", "kubelet").put("metrics_path", endpoint.path("path").asText());
        job.put("honor_labels", endpoint.path("honorLabels").asBoolean());
        job.put("honor_timestamps", endpoint.path("honorTimestamps").asBoolean());
        job.set("relabel_configs", inSnakeCase(endpoint.path("relabelings")));
        job.set("metric_relabel_configs", inSnakeCase(endpoint.path("metricRelabelings")));
        ObjectNode labels = YAML.createObjectNode().put("service", "kubelet").put("namespace", "kube-system");

        return scraping("overlay", job, labels);
    }

    private static JsonNode inSnakeCase(JsonNode rules) throws IOException {
        return new ObjectMapper()
                .readTree(rules.toString()
                        .replace("sourceLabels", "source_labels")
                        .replace("targetLabel", "target_label"));
    }

    /** One of each generation, which finds the nodes without asking a cluster, and speaks to them without TLS. */
    private List<Prometheus> scraping(String name, ObjectNode job, ObjectNode labels) throws IOException {
        List<Generation> here = Generation.here(ContainerSeriesIT.class, "prometheus");
        job.remove(List.of("kubernetes_sd_configs", "authorization", "tls_config"));
        job.put("scheme", "http").put("metrics_path", "/metrics").put("scrape_interval", "1s");
        ObjectNode nodes = job.putArray("static_configs").addObject();
        nodes.putArray("targets")
                .add("127.0.0.1:" + node("app-5d4f8b7c9d-x2x4z", "app-gateway-5d4f8b7c9d-x2x4z"))
                .add("127.0.0.1:" + node("app-5d4f8b7c9d-9kq7w", "app-gateway-0"));
        nodes.set("labels", labels);
        ObjectNode file = YAML.createObjectNode();
        file.putArray("scrape_configs").add(job);
        String configuration = YAML.writeValueAsString(file).replace("---\n", "");
        List<Prometheus> all = new ArrayList<>();
        for (Generation generation : here) {
            all.add(servers.add(Prometheus.scraping(generation, folder.resolve(name + generation), configuration)));
        }
        return all;
    }

    /** A node with a pod of app at 85 % of its CPU and 60 % of its memory, and with others that are idle or full. */
    private int node(String app, String neighbour) throws IOException {
        Exporter kubelet = servers.add(new Exporter());
        pod(kubelet, "inference", app, 0.85, 0.6);
        pod(kubelet, "inference", neighbour, 0.01, 0.01);
        pod(kubelet, "staging", "app-7f9c5d8b64-zzzzz", 1, 0.99);
        pod(kubelet, "training", "trainer-0", 0.5, 0.5);
        kubelet.set("machine_cpu_cores{boot_id=\"b\",machine_id=\"m\",system_uuid=\"s\"}", 16);
        kubelet.set("machine_memory_bytes{boot_id=\"b\",machine_id=\"m\",system_uuid=\"s\"}", 64 * GIB);
        usage(kubelet, "container=\"\",id=\"/\",image=\"\",name=\"\",namespace=\"\",pod=\"\"", 3, 20 * GIB);
        return kubelet.port();
    }

    /** One container of one core and one GiB; beside it its pause container, and the pod's own sum. */
    private static void pod(Exporter kubelet, String namespace, String pod, double cpu, double memory) {
        String of = "namespace=\"%s\",pod=\"%s\"".formatted(namespace, pod);
        String slice = "/kubepods.slice/kubepods-pod%s.slice".formatted(pod);
        String pause =
                "container=\"POD\",id=\"%s/cri-p.scope\",image=\"pause:3.10\",name=\"p%s\",".formatted(slice, pod);
        String own = "container=\"main\",id=\"%s/cri-c.scope\",image=\"app:1\",name=\"c%s\",".formatted(slice, pod);
        String sum = "container=\"\",id=\"%s\",image=\"\",name=\"\",".formatted(slice);
        usage(kubelet, pause + of, 0, 1 << 20);
        for (String labels : new String[] {own + of, sum + of}) {
            usage(kubelet, labels, cpu, memory * GIB);
            kubelet.set("container_spec_cpu_period{" + labels + "}", 100_000);
            kubelet.set("container_spec_cpu_quota{" + labels + "}", 100_000);
            kubelet.set("container_spec_memory_limit_bytes{" + labels + "}", GIB);
        }
    }

    private static void usage(Exporter kubelet, String labels, double cpu, double memory) {
        kubelet.grow("container_cpu_usage_seconds_total{" + labels + ",cpu=\"total\"}", cpu);
        kubelet.set("container_memory_working_set_bytes{" + labels + "}", memory);
        kubelet.set("container_last_seen{" + labels + "}", System.currentTimeMillis() / 1000.0);
        kubelet.set("container_start_time_seconds{" + labels + "}", 1_700_000_000);
    }

    private static void signalsAreThoseOfTheApp(Prometheus prometheus) {
        Waiting.until("CPU is what it is, not the double or a node's", () -> {
            double cpu = prometheus.value("service:cpu_usage:ratio_rate5m{service=\"app\"}");
            return cpu > 0.8 && cpu < 0.9;
        });
        assertThat(prometheus.value("service:memory_working_set:ratio{service=\"app\"}"))
                .isCloseTo(0.6, within(0.001));
        assertThat(prometheus.value("count(container_memory_working_set_bytes{service=\"app\"})"))
                .isEqualTo(2);
    }

    private static List<String> services(Prometheus prometheus) {
        return prometheus.now("group by (service) ({__name__=~\"container_.+\"})").stream()
                .map(series -> series.at("/metric/service").asText())
                .sorted()
                .toList();
    }
}
