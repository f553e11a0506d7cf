package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.gpu.kubernetes.ClusterGpus;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.NamedNamespace;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.leader.LeaseElection;
import dev.headroom.receiver.leader.LeaseElection.Pace;
import dev.headroom.receiver.leader.PlayedTerms;
import dev.headroom.receiver.leader.kubernetes.KubernetesLease;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.kubernetes.KubernetesTarget;
import dev.headroom.receiver.target.kubernetes.OnHpa;
import dev.headroom.receiver.target.kubernetes.Workload;
import dev.headroom.receiver.time.Timepiece;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What Kustomize makes of the overlays, in a real API server: what their ServiceAccount may do, and that it can lead. */
@Timeout(900) // another process may have the namespace first
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class OverlaysIT {
    private final Kubectl kubectl = Kubectl.admin();
    private final KubernetesClient admin = ControlPlane.running().admin();

    @TempDir
    private Path folder;

    private final Servers claimed = new Servers();
    private String namespace = "";

    @AfterEach
    void remove() {
        claimed.close();
    }

    /** Makes nothing yet. */
    private void claim(String name) {
        namespace = claimed.add(NamedNamespace.claim(name)).name();
    }

    private Path overlay(String name) {
        Command command = new Command(folder, Duration.ofMinutes(1));
        for (String each : List.of("alert-rules", "grafana-dashboards", "kubernetes")) {
            command.must("cp", "-R", Distribution.ROOT.resolve(each).toString(), ".");
        }
        command.must("kubernetes/generate");
        return folder.resolve("kubernetes/overlays").resolve(name);
    }

    @Test
    void theTrialNeedsNothingBeforeAndItsReceiverCanLead() {
        claim("headroom-trial");

        kubectl.must("apply", "-k", overlay("trial").toString());

        canLead();
        assertThat(missing(rights())).isEmpty();
    }

    @Test
    void inProductionItsReceiverCanLeadAndMayCountGpusWithTheOverlayForThem() {
        claim("inference");
        kubectl.must("create", "namespace", namespace);
        kubectl.must("apply", "-k", overlay("production").toString());

        canLead();
        assertThat(missing(rights())).isEmpty();
        Waiting.until(
                "the rights of GPUs are gone",
                () -> !missing(ClusterGpus.rights()).isEmpty());
        assertThat(missing(ClusterGpus.rights())).extracting(Right::verb).containsExactly("get", "list", "watch");
        assertThat(admin.configMaps()
                        .inNamespace(namespace)
                        .withLabel("grafana_dashboard", "1")
                        .list()
                        .getItems())
                .hasSizeGreaterThanOrEqualTo(8);

        kubectl.must("apply", "-k", folder.resolve("kubernetes/overlays/gpu").toString());
        Waiting.until("the right is known", () -> missing(ClusterGpus.rights()).isEmpty());
        canLead();
    }

    /** Half of it would stay where kinds are not known: so nothing of the operator is in what everybody applies. */
    @Test
    void noOverlayButThatForTheOperatorHasItsKinds() {
        overlay("production");
        for (String name : List.of("trial", "production", "gpu")) {
            assertThat(kubectl.must(
                            "kustomize",
                            folder.resolve("kubernetes/overlays").resolve(name).toString()))
                    .doesNotContain("monitoring.coreos.com");
        }
        assertThat(kubectl.must(
                        "kustomize",
                        folder.resolve("kubernetes/overlays/monitoring").toString()))
                .contains("kind: ServiceMonitor", "kind: AlertmanagerConfig", "kind: PrometheusRule")
                .contains("url: http://headroom.inference.svc:9095/webhook");
    }

    /** As docs/kubernetes.md says of another namespace than {@code inference}. */
    @Test
    void inAnotherNamespaceNothingIsLeftInTheFormer() {
        overlay("production");
        Command command = new Command(folder, Duration.ofMinutes(1));
        command.must("kubernetes/generate", "--namespace", "team-a");
        command.must(
                "bash",
                "-c",
                "sed -i 's/^namespace: inference$/namespace: team-a/' kubernetes/overlays/*/kustomization.yaml");
        command.must("sed", "-i", "s/inference/team-a/", "kubernetes/overlays/monitoring/alertmanagerconfig.yaml");

        for (String name : List.of("production", "gpu", "monitoring")) {
            assertThat(kubectl.must(
                            "kustomize",
                            folder.resolve("kubernetes/overlays").resolve(name).toString()))
                    .contains("namespace: team-a")
                    .doesNotContain("namespace: inference", "headroom.inference");
        }
    }

    private static List<Path> ruleFiles() throws IOException {
        try (Stream<Path> files = Files.list(Distribution.ROOT.resolve("alert-rules"))) {
            return files.filter(file -> file.toString().endsWith(".rules.yml")).toList();
        }
    }

    @Test
    void theKindsOfTheOperatorAreWritten() throws IOException {
        assumeTrue(Programs.operatorKnown(), "tests/peers/build prometheus-operator makes its kinds");
        claim("inference");
        Programs.installOperatorKinds();
        kubectl.must("create", "namespace", namespace);

        String said = kubectl.must("apply", "-k", overlay("monitoring").toString());

        assertThat(said.lines().filter(line -> line.contains("prometheusrule"))).hasSameSizeAs(ruleFiles());
        assertThat(said)
                .doesNotContain("Warning")
                .contains(
                        "alertmanagerconfig.monitoring.coreos.com/headroom created",
                        "servicemonitor.monitoring.coreos.com/containers created",
                        "podmonitor.monitoring.coreos.com/services created");
        assertThat(alerts())
                .anyMatch(alert -> alert.path("alert").asText().equals("Watchdog"))
                .allMatch(alert -> alert.at("/labels/namespace").asText().equals(namespace));
    }

    /** As the operator finds them. */
    private List<JsonNode> alerts() throws IOException {
        JsonNode written =
                new ObjectMapper().readTree(kubectl.must("-n", namespace, "get", "prometheusrules", "-o", "json"));
        return written.findValues("rules").stream()
                .flatMap(rules -> StreamSupport.stream(rules.spliterator(), false))
                .filter(rule -> rule.has("alert"))
                .toList();
    }

    private Cluster account() {
        String token =
                kubectl.must("-n", namespace, "create", "token", "headroom").strip();
        return new Cluster(ControlPlane.running().config(token, namespace), Duration.ofSeconds(15));
    }

    private void canLead() {
        Timepiece clock = Timepiece.of(InstantSource.system(), System::nanoTime);
        KubernetesLease lease = new KubernetesLease(
                new KubernetesLease.Place(account(), namespace, "headroom"),
                new Candidate("headroom-1", ""),
                new PlayedTerms(),
                Pace.USUAL.length(),
                clock);
        Election election = LeaseElection.of(lease, Pace.USUAL, clock);
        try {
            Waiting.until("it holds the Lease", election::leads);
            assertThat(admin.leases()
                            .inNamespace(namespace)
                            .withName("headroom")
                            .require()
                            .getSpec()
                            .getHolderIdentity())
                    .isEqualTo("headroom-1");
        } finally {
            election.close();
        }
    }

    private List<Right> rights() {
        KubernetesTarget target = new KubernetesTarget(
                account(),
                Map.of(
                        "app", new Workload(Workload.Kind.DEPLOYMENT, namespace, "app"),
                        "worker-rl", new Workload(Workload.Kind.STATEFUL_SET, namespace, "worker-rl")),
                OnHpa.FLOOR,
                Fences.OPEN,
                System::nanoTime);
        List<Right> all = new ArrayList<>(target.rights());
        target.close();
        all.addAll(KubernetesLease.rights(namespace, "headroom"));
        return all;
    }

    private List<Right> missing(List<Right> wanted) {
        try (Cluster cluster = account()) {
            return Right.missing(cluster, wanted);
        } catch (ClusterException e) {
            throw new AssertionError(e);
        }
    }
}
