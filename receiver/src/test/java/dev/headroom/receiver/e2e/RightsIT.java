package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.TcpRelay;
import dev.headroom.receiver.kubernetes.real.ControlPlane;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.store.redis.RedisServer;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The packaged receiver whose ServiceAccount may not do all that it needs, on a real API server: what it says, and to whom. */
@Timeout(240)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#withRedis", disabledReason = Programs.MISSING)
class RightsIT {
    private final Servers servers = new Servers();

    @TempDir
    private Path folder;

    @TempDir
    private Path redisFolder;

    private TestNamespace cluster;
    private TcpRelay api;
    private Child receiver;
    private Http http;

    @BeforeEach
    void start() throws IOException {
        RedisServer redis = servers.add(RedisServer.start(redisFolder));
        cluster = TestNamespace.fresh();
        cluster.account();
        cluster.deployment("app", 2);
        Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 1, max_replicas: 8, triggers: {cpu: {cooldown: 1s}}}
                  ghost: {min_replicas: 1, max_replicas: 8, triggers: {cpu: {cooldown: 1s}}}
                """);
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: redis://127.0.0.1:%d/0
                lease: {name: headroom}
                policy: policy.yml
                target: {kind: kubernetes, namespace: %s}
                evaluate_every: 1s
                """.formatted(redis.port(), cluster.name()));
    }

    @AfterEach
    void stop() {
        servers.close();
        cluster.close();
    }

    private void serve() throws IOException {
        api = servers.add(new TcpRelay(ControlPlane.running().port()));
        Path kubeconfig =
                ControlPlane.running().kubeconfig(cluster.name(), api.port(), cluster.token(), cluster.name());
        receiver = servers.add(
                Distribution.start(folder, List.of(), Map.of("KUBECONFIG", kubeconfig.toString()), "serve"));
        http = Http.at(Distribution.port(receiver));
    }

    private void fails(String check, String detail) {
        Waiting.until(
                check + " fails: " + detail,
                () -> http.check(check).path("detail").asText().contains(detail));
        assertThat(http.check(check).path("ok").asBoolean()).isFalse();
        assertThat(http.answers("/readyz")).isFalse();
    }

    /** As whoever runs the receiver; it ends with 1. */
    private void lintTells(String... words) throws IOException {
        Path kubeconfig =
                ControlPlane.running().kubeconfig(cluster.name(), api.port(), cluster.token(), cluster.name());
        Distribution.Result said = Distribution.run(
                folder, Duration.ofSeconds(60), Map.of("KUBECONFIG", kubeconfig.toString()), "lint", "--cluster");
        assertThat(said.exit()).as(said.err()).isEqualTo(1);
        assertThat(said.out()).contains(words);
    }

    private void passes(String check) {
        Waiting.until(check + " passes", () -> http.check(check).path("ok").asBoolean());
    }

    /** Leaves the Role without these. */
    private void take(String... resources) {
        cluster.admin()
                .rbac()
                .roles()
                .inNamespace(cluster.name())
                .withName("headroom")
                .edit(role -> new RoleBuilder(role)
                        .withRules(role.getRules().stream()
                                .filter(rule -> rule.getResources().stream().noneMatch(List.of(resources)::contains))
                                .toList())
                        .build());
    }

    private List<String> said(String words) {
        return (receiver.out() + receiver.err())
                .lines()
                .filter(line -> line.contains(words))
                .toList();
    }

    @Test
    void whatIsMissingIsToldAtOnceWithTheLinesOfARole() throws IOException {
        take("leases", "deployments/scale");
        serve();

        fails(
                "rights",
                "the Role of Headroom's ServiceAccount in " + cluster.name() + " lacks rights; add to its rules: ["
                        + "{apiGroups: [\"apps\"], resources: [\"deployments/scale\"], verbs: [\"get\", \"update\"]}, "
                        + "{apiGroups: [\"coordination.k8s.io\"], resources: [\"leases\"], verbs: [\"create\"]}, "
                        + "{apiGroups: [\"coordination.k8s.io\"], resources: [\"leases\"], resourceNames: [\"headroom\"], verbs: [\"get\", \"patch\"]}]");
        fails("leader", "nobody");
        fails("target", "ghost: there is no Deployment " + cluster.name() + "/ghost");
        lintTells(
                "{apiGroups: [\"apps\"], resources: [\"deployments/scale\"], verbs: [\"get\", \"update\"]}",
                "ghost: there is no Deployment " + cluster.name()
                        + "/ghost; deploy it, or name what runs the service: ",
                "app: main of Deployment " + cluster.name() + "/app has no readinessProbe: ");
        Waiting.until("it is measured", () -> http.text("/metrics").contains("headroom_ready{check=\"rights\"} 0.0"));
        assertThat(said("lacks rights")).hasSize(1);
        assertThat(said("WARN")).as("one line for each that is wrong").hasSizeLessThan(6);

        cluster.account();
        cluster.deployment("ghost", 1);
        List.of("rights", "leader", "target").forEach(this::passes);
    }

    /** Nobody is drained for it, and nothing is begun that could not be taken back either. */
    @Test
    void whatItMayNotChangeIsRefusedAtTheDecisionUntilItMay() throws IOException {
        cluster.deployment("ghost", 1);
        take("deployments/scale");
        serve();
        fails("rights", "deployments/scale");
        passes("leader");
        Waiting.until(
                "it is seen",
                () -> http.get("/api/v1/services/app").path("desired").asInt() == 2);

        String alert = Notification.firing("AppHighCPU", Notification.fingerprint(1), "app", "cpu");
        assertThat(http.post("/webhook", alert)).isEqualTo(200);
        Waiting.until(
                "it is refused",
                () -> http.text("/api/v1/services/app/explanation").contains("\"reason\":\"obstacle\""));
        assertThat(http.text("/api/v1/services/app/explanation")).contains("for want of a right; /readyz tells");
        assertThat(new Decisions(http).scaled("app")).isEmpty();

        cluster.account();
        Waiting.until(
                "it is done",
                () -> http.get("/api/v1/services/app").path("desired").asInt() >= 3);
    }

    @Test
    void withAllRightsNothingIsToldOfThem() throws IOException {
        cluster.deployment("ghost", 1);
        serve();

        List.of("rights", "leader", "target").forEach(this::passes);
        assertThat(said("rights")).noneMatch(line -> line.contains("WARN"));
        assertThat(said("WARN"))
                .filteredOn(line -> !line.contains("evidence: "))
                .isEmpty();
    }

    @Test
    void aTokenThatIsRevokedIsToldAsOneOnceForAllServices() throws IOException {
        cluster.deployment("ghost", 1);
        serve();
        List.of("rights", "leader", "target").forEach(this::passes);

        cluster.admin()
                .serviceAccounts()
                .inNamespace(cluster.name())
                .withName("headroom")
                .delete();

        fails("target", "its credentials are not accepted (status 401); renew the ServiceAccount's token");
        Waiting.sleep(Duration.ofSeconds(9));
        assertThat(said("app, ghost: ")).hasSize(1);
        assertThat(said("Lease")).filteredOn(line -> line.contains("WARN")).hasSizeLessThan(3);
        assertThat(said("GOAWAY")).isEmpty();
        assertThat(said("check the network")).isEmpty();
    }

    @Test
    void aKubeconfigThatCannotBeUsedEndsItWithTheReason() throws IOException {
        Path kubeconfig = Files.writeString(
                folder.resolve("kubeconfig"),
                Files.readString(ControlPlane.running().kubeconfig())
                        .replaceAll("certificate-authority: [^}]*", "certificate-authority: /nonexistent.crt"));

        receiver = servers.add(
                Distribution.start(folder, List.of(), Map.of("KUBECONFIG", kubeconfig.toString()), "serve"));

        assertThat(receiver.exit(Duration.ofSeconds(60))).isEqualTo(2);
        assertThat(receiver.err())
                .contains("the Kubernetes cluster cannot be used: there is no file /nonexistent.crt; ")
                .doesNotContain("\tat ");
    }

    /** Whose rights could not be asked for lacks none. */
    @Test
    void anApiServerThatIsGoneIsNotTakenForAMissingRight() throws IOException {
        cluster.deployment("ghost", 1);
        serve();
        List.of("rights", "leader", "target").forEach(this::passes);

        api.close();

        fails("target", "check the network");
        fails("leader", "nobody");
        assertThat(said("the lease could not be asked for: "))
                .isNotEmpty()
                .allMatch(line ->
                        line.contains("the connection was refused, or ended; check the network, and KUBECONFIG"))
                .hasSizeLessThan(4);
        assertThat(said("WARN")).noneMatch(line -> line.contains("right") || line.contains("Role"));
    }
}
