package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.kubernetes.real.Helm;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the chart renders: the manifests of Kustomize, and, whatever its values are, objects that a real API server accepts. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#helm", disabledReason = Programs.NO_HELM)
@Timeout(900)
class ChartTemplatesIT {
    private static final Path MANIFESTS = Distribution.ROOT.resolve("kubernetes");
    private static final Path CHART = MANIFESTS.resolve("chart");

    /** Of each file of Kustomize's the template that it is rendered from. */
    private static final Map<String, String> MADE = Map.ofEntries(
            Map.entry("base/serviceaccount.yaml", "serviceaccount"),
            Map.entry("base/role.yaml", "role"),
            Map.entry("base/receiver.yaml", "receiver"),
            Map.entry("base/ttl-tuner.yaml", "ttl-tuner"),
            Map.entry("base/networkpolicy.yaml", "networkpolicy"),
            Map.entry("components/redis/redis.yaml", "redis"),
            Map.entry("overlays/gpu/clusterrole.yaml", "gpus"),
            Map.entry("overlays/monitoring/servicemonitor.yaml", "servicemonitor"),
            Map.entry("overlays/monitoring/services.yaml", "services"),
            Map.entry("overlays/monitoring/containers.yaml", "containers"),
            Map.entry("overlays/monitoring/alertmanagerconfig.yaml", "alertmanagerconfig"));

    @TempDir
    private Path folder;

    private String rendered(String... options) {
        List<String> words = Stream.concat(
                        Stream.of("template", "headroom", CHART.toString(), "--namespace", "inference"),
                        Stream.of(options))
                .toList();
        return new Helm(folder).must(Map.of(), words.toArray(String[]::new));
    }

    /** With {@code -Dheadroom.write=true} it writes them anew. */
    @Test
    void theManifestsOfKustomizeAreRenderedFromTheChart() throws IOException {
        String values = MANIFESTS.resolve("kustomize.values.yaml").toString();
        for (Map.Entry<String, String> file : MADE.entrySet()) {
            String made = manifests(rendered(
                    "-f",
                    values,
                    "--set",
                    "receiver.gpus=" + file.getValue().equals("gpus"),
                    "-s",
                    "templates/" + file.getValue() + ".yaml"));
            if (Boolean.getBoolean("headroom.write")) {
                Files.writeString(MANIFESTS.resolve(file.getKey()), made);
            }
            assertThat(Files.readString(MANIFESTS.resolve(file.getKey())))
                    .as(file.getKey())
                    .isEqualTo(made);
        }
    }

    private static String manifests(String rendered) {
        return "# Rendered from kubernetes/chart by ChartTemplatesIT: change it there.\n"
                + String.join("---\n", documents(rendered));
    }

    /** Each without empty lines. */
    private static List<String> documents(String rendered) {
        return Stream.of(rendered.split("(?m)^---$"))
                .map(text -> text.replaceAll("(?m)^# Source: .*\\R", "")
                        .replaceAll("(?m)^\\s*\\R", "")
                        .stripTrailing())
                .filter(text -> !text.isBlank())
                .map(text -> text + "\n")
                .toList();
    }

    /** A thousand of them: {@code -Dheadroom.values=1000}. */
    @Test
    void whateverTheSchemaAcceptsTheApiServerAccepts() throws IOException {
        assumeTrue(Programs.installed(), Programs.MISSING);
        if (Programs.operatorKnown()) {
            Programs.installOperatorKinds();
        }
        long seed = Long.getLong("headroom.seed", System.nanoTime());
        ChartValues values = new ChartValues(CHART, seed);
        Set<String> accepted = new HashSet<>();
        int files = Integer.getInteger("headroom.values", 24);
        try (TestNamespace namespace = TestNamespace.fresh()) {
            for (int file = 0; file < files; file++) {
                String text = values.next().toPrettyString();
                Files.writeString(folder.resolve("values.json"), text);
                for (String document : documents(rendered("-f", "values.json", "--namespace", namespace.name()))) {
                    if (accepted.add(document)) {
                        accept(namespace, document, "seed " + seed + ": " + text);
                    }
                }
            }
        }
        assertThat(accepted).as("objects that differ").hasSizeGreaterThan(files);
    }

    private static void accept(TestNamespace namespace, String document, String why) {
        GenericKubernetesResource object = Serialization.unmarshal(document, GenericKubernetesResource.class);
        if (object.getApiVersion().startsWith("monitoring.") && !Programs.operatorKnown()) {
            return;
        }
        boolean everywhere = object.getKind().startsWith("Cluster");
        String at = object.getMetadata().getNamespace() == null
                ? namespace.name()
                : object.getMetadata().getNamespace();
        try {
            var one = namespace.admin().resource(object);
            (everywhere ? one : one.inNamespace(at))
                    .dryRun(true)
                    .fieldValidation(FieldValidateable.Validation.STRICT)
                    .create();
        } catch (KubernetesClientException e) {
            throw new AssertionError(e.getMessage() + "\n" + document + "\n" + why, e);
        }
    }

    /** What it has by links of this checkout goes with it. */
    @Test
    void theArchiveOfTheChartIsWhole() {
        Helm helm = new Helm(folder);
        helm.must(Map.of(), "package", CHART.toString(), "--version", "9.9.9");

        String[] words = {"--namespace", "inference", "--set", "monitoring.enabled=true,ttlTuner.enabled=true"};
        String packed = helm.must(
                Map.of(),
                Stream.concat(Stream.of("template", "headroom", "headroom-9.9.9.tgz"), Stream.of(words))
                        .toArray(String[]::new));
        assertThat(packed).isEqualTo(rendered(words)).contains("kind: PrometheusRule", "headroom-overview.json");
    }

    /** As the tables of docs/helm.md say; a network plugin that enforces it is not here. */
    @Test
    void theNetworkPolicyLetsThroughWhatItIsTold() throws IOException {
        Files.writeString(folder.resolve("values.json"), """
                {"receiver": {"namespaces": ["training"], "config": {"store": "redis://redis.example.com:6380/1"}},
                 "redis": {"enabled": false},
                 "networkPolicy": {"hooks": ["tools"], "dnsPorts": [53, 5353], "apiPorts": [8443],
                   "egress": [{"cidr": "203.0.113.7/32", "ports": [443]}], "ingress": [{"namespace": "ops", "ports": [9095]}]}}
                """);
        NetworkPolicySpec usual = policy();
        NetworkPolicySpec told = policy("-f", "values.json");

        String anywhere = "anywhere";
        assertThat(out(usual, anywhere, 53) && out(usual, anywhere, 443) && out(usual, anywhere, 6443))
                .isTrue();
        assertThat(out(usual, "monitoring", 9093) && out(usual, "monitoring", 9090) && out(usual, "own", 6379))
                .isTrue();
        assertThat(out(usual, "training", 8000) || out(usual, anywhere, 6380) || out(usual, anywhere, 80))
                .isFalse();
        assertThat(out(told, "training", 8000) && out(told, "tools", 8000)).isTrue();
        assertThat(out(told, anywhere, 5353) && out(told, anywhere, 8443) && out(told, anywhere, 6380))
                .isTrue();
        assertThat(out(told, "203.0.113.7/32", 443)).isTrue();
        assertThat(out(told, "203.0.113.7/32", 80) || out(told, anywhere, 443)).isFalse();
        assertThat(usual.getIngress()).noneMatch(rule -> meets(rule.getFrom(), rule.getPorts(), "ops", 9095));
        assertThat(told.getIngress()).anyMatch(rule -> meets(rule.getFrom(), rule.getPorts(), "ops", 9095));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://[fd00:1::2]:6380/0, 6380",
        "redis://[fd00:1::2]/0, 6379",
        "redis://ana:123S@cache:6380/0, 6380",
        "rediss://cache:7000?prefix=x, 7000",
        "rediss://cache, 6379"
    })
    void theNetworkPolicyKnowsThePortOfAnyRedis(String store, int port) throws IOException {
        Files.writeString(folder.resolve("values.json"), """
                {"receiver": {"config": {"store": "%s"}}, "redis": {"enabled": false}}
                """.formatted(store));

        assertThat(out(policy("-f", "values.json"), "anywhere", port)).isTrue();
    }

    private NetworkPolicySpec policy(String... options) {
        String[] all = Stream.concat(Stream.of("-s", "templates/networkpolicy.yaml"), Stream.of(options))
                .toArray(String[]::new);
        return Serialization.unmarshal(documents(rendered(all)).get(0), NetworkPolicy.class)
                .getSpec();
    }

    private static boolean out(NetworkPolicySpec policy, String to, int port) {
        return policy.getEgress().stream().anyMatch(rule -> meets(rule.getTo(), rule.getPorts(), to, port));
    }

    /** @param peer a namespace, "own" for the policy's, addresses, or "anywhere" */
    private static boolean meets(List<NetworkPolicyPeer> peers, List<NetworkPolicyPort> ports, String peer, int port) {
        boolean place = peers.isEmpty()
                || peers.stream().anyMatch(each -> {
                    if (each.getIpBlock() != null) {
                        return each.getIpBlock().getCidr().equals(peer);
                    }
                    return each.getNamespaceSelector() == null
                            ? peer.equals("own")
                            : each.getNamespaceSelector().getMatchLabels().containsValue(peer);
                });
        return place
                && (ports.isEmpty()
                        || ports.stream().anyMatch(each -> each.getPort().getIntVal() == port));
    }

    /** What the schema is for: each mistake is told with its place, all at once, before anything is changed. */
    @Test
    void mistakesAreToldBeforeAnythingIsInstalled() throws IOException {
        Files.writeString(folder.resolve("values.json"), """
                {"receiver": {"replica": 3, "replicas": 0, "resources": {"limits": {"memory": "128Mi"}}},
                 "networkPolicy": {"apiPorts": [70000]}, "redis": {"enabled": false}}
                """);

        Helm.Said said = new Helm(folder).run(Map.of(), "template", "headroom", CHART.toString(), "-f", "values.json");

        assertThat(said.exit()).isNotZero();
        assertThat(said.text())
                .contains("'replica' not allowed", "/receiver/replicas", "/receiver/resources/limits/memory")
                .contains("/networkPolicy/apiPorts/0", "missing property 'store'");
        assertThat(new Helm(folder).must(Map.of(), "lint", CHART.toString(), "--strict"))
                .contains("0 chart(s) failed");
    }
}
