package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Installation;
import dev.headroom.receiver.e2e.Shipped;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.store.redis.RedisServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/helm.md to the letter, the life of a release: installed in a namespace whose pods must be restricted, upgraded and rolled
 * back while the receiver is in the middle of an action, and uninstalled.
 */
@Timeout(600)
@EnabledIf(value = "whole", disabledReason = Programs.NO_HELM)
class ChartIT {
    static final Path DOCUMENT = Path.of("docs", "helm.md");
    private static final String NAMESPACE = "inference";
    private static final Map<String, Integer> SERVICES = Map.of("app", 3, "worker-llm", 3, "worker-rl", 1);

    /** A pod that is restricted, as PodSecurity wants it. */
    private static final String SERVICE = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: %1$s}
            spec:
              replicas: %2$d
              selector: {matchLabels: {app: %1$s}}
              template:
                metadata: {labels: {app: %1$s}}
                spec:
                  securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
                  containers:
                    - name: main
                      image: example.com/%1$s
                      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
            """;

    private static final String AUTOSCALER = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: worker-llm}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: worker-llm}
              minReplicas: 3
              maxReplicas: 6
            """;

    @TempDir
    private Path folder;

    private final Deque<Snippet> commands = new ArrayDeque<>(Snippets.in(DOCUMENT));
    private Installation installation;
    private final KubernetesClient admin = ControlPlane.running().admin();
    private final Kubectl kubectl = Kubectl.admin();

    static boolean whole() {
        return Programs.withHelm() && Programs.operatorKnown() && RedisServer.installed();
    }

    @AfterEach
    void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    void aReleaseIsInstalledUpgradedRolledBackAndUninstalled() throws IOException {
        installation = Installation.prepare(folder, NAMESPACE);
        Shipped.policy(installation.home().resolve("alert-rules/scaling-policy.yml"), map -> {
            Shipped.everyService(map, "warmup_time", "25s");
            return map;
        });
        run("kubectl create", "(umask");
        theServicesAreThere();

        run("helm lint", "helm install", "kubectl", "printf", "./headroom status", "./headroom scale");

        Http leader = installation.leader();
        Waiting.until("it scales", () -> installation.replicas("app") == 4 && idle(leader));
        anUpgradeInTheMiddleLosesAndDoublesNothing(leader);
        theFloorOfAnAutoscalerIsRaised();
        kubectl.must(
                "-n",
                NAMESPACE,
                "annotate",
                "pod",
                "-l",
                "app=worker-rl",
                "controller.kubernetes.io/pod-deletion-cost=-1000000");
        whoeverLeadsIsNotLetGoOf();
        run("helm uninstall");

        nothingIsLeftButTheCounts();
        assertThat(commands).as("not run").allMatch(command -> command.text().matches("(?s)(tests/|\\./mvnw).*"));
    }

    /** The next commands of the document, which begin like this. */
    private void run(String... beginnings) throws IOException {
        for (Snippet next = commands.peek();
                next != null && Stream.of(beginnings).anyMatch(next.text()::startsWith);
                next = commands.peek()) {
            PlayedCommands.must(installation, commands.remove());
        }
    }

    private void theServicesAreThere() throws IOException {
        kubectl.must("label", "namespace", NAMESPACE, "pod-security.kubernetes.io/enforce=restricted");
        for (Map.Entry<String, Integer> service : SERVICES.entrySet()) {
            apply(SERVICE.formatted(service.getKey(), service.getValue()));
        }
        apply(AUTOSCALER);
    }

    private void apply(String manifest) throws IOException {
        Path file = Files.writeString(folder.resolve("manifest.yaml"), manifest);
        kubectl.must("-n", NAMESPACE, "apply", "-f", file.toString());
    }

    /** The order is taken; both receivers are exchanged while the new pod warms up, twice; the count was set once. */
    private void anUpgradeInTheMiddleLosesAndDoublesNothing(Http before) throws IOException {
        long written = generation("app");
        assertThat(before.post("/api/v1/services/app/scale", order(5))).isEqualTo(202);
        Waiting.until("the count is set", () -> installation.replicas("app") == 5);
        assertThat(before.get("/api/v1/services/app").path("rollout").isNull()).isFalse();

        run("helm upgrade");
        assertThat(installation.leader()).as("all pods are exchanged").isNotEqualTo(before);
        assertThat(monitors()).isNotEmpty();
        run("helm rollback");
        assertThat(monitors()).isEmpty();

        Http after = installation.leader();
        Waiting.until("what was begun is done", () -> idle(after));
        assertThat(installation.replicas("app")).isEqualTo(5);
        assertThat(generation("app") - written)
                .as("how often the count was set")
                .isEqualTo(1);
        JsonNode actions = after.get("/api/v1/decisions?service=app&limit=50");
        assertThat(Stream.iterate(0, i -> i + 1)
                        .limit(actions.size())
                        .map(actions::get)
                        .filter(each -> each.path("outcome").asText().equals("scale"))
                        .map(each -> each.path("result").asText())
                        .toList())
                .as(actions.toString())
                .containsExactly("done", "done");
    }

    private void theFloorOfAnAutoscalerIsRaised() throws IOException {
        Http leader = installation.leader();
        assertThat(leader.post("/api/v1/services/worker-llm/scale", order(5))).isEqualTo(202);
        Waiting.until("its floor is raised", () -> floor() == 5);
    }

    /** Else it would raise the floors again. */
    private void whoeverLeadsIsNotLetGoOf() throws IOException {
        Path config = Files.writeString(folder.resolve("let-go.yml"), """
                policy: %s
                store: redis://127.0.0.1:1/0
                target: {kind: kubernetes, namespace: inference}
                lease: {name: headroom, namespace: inference}
                """.formatted(
                        installation.home().resolve("alert-rules/scaling-policy.yml")));
        try (Child letGo = Distribution.start(
                folder,
                List.of(),
                Map.of("KUBECONFIG", installation.kubeconfig().toString()),
                "let-go",
                "--config",
                config.toString())) {
            assertThat(letGo.exit(Duration.ofSeconds(60))).isNotZero();
            assertThat(letGo.err())
                    .contains(installation.holder() + " holds Lease inference/headroom", "--stop DEPLOYMENT");
        }
        assertThat(floor()).isEqualTo(5);
    }

    private void nothingIsLeftButTheCounts() {
        assertThat(floor()).isEqualTo(3);
        assertThat(kubectl.must("-n", NAMESPACE, "get", "hpa,pods,deployments", "-o", "yaml"))
                .doesNotContain("headroom.dev/floor", "deletion-cost");
        assertThat(installation.replicas("app")).isEqualTo(5);
        Waiting.until("no pod is left", () -> ours("pods").isEmpty());
        assertThat(ours("all,configmaps,roles,rolebindings,serviceaccounts,networkpolicies,pdb,leases,jobs"))
                .isEmpty();
    }

    /** What Headroom's label is on, or its name. */
    private String ours(String kinds) {
        return kubectl.must("-n", NAMESPACE, "get", kinds, "-o", "name")
                .lines()
                .filter(name -> name.contains("headroom"))
                .reduce("", (all, name) -> all + name + " ");
    }

    private int floor() {
        return admin.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(NAMESPACE)
                .withName("worker-llm")
                .require()
                .getSpec()
                .getMinReplicas();
    }

    /** What the operator is told. */
    private String monitors() {
        return ours("servicemonitors,podmonitors,prometheusrules,alertmanagerconfigs");
    }

    private long generation(String deployment) {
        HasMetadata found = admin.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(deployment)
                .require();
        return Objects.requireNonNull(found.getMetadata().getGeneration());
    }

    private static String order(int replicas) {
        return "{\"replicas\":%d,\"owner\":\"ana\",\"reason\":\"a test\"}".formatted(replicas);
    }

    private static boolean idle(Http receiver) {
        JsonNode app = receiver.get("/api/v1/services/app");
        return app.path("rollout").isNull()
                && app.path("ready").asInt() == app.path("desired").asInt();
    }
}
