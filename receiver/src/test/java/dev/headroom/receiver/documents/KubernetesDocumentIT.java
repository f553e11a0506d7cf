package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.e2e.Http;
import dev.headroom.receiver.e2e.Installation;
import dev.headroom.receiver.e2e.Notification;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.Helm;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.Programs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/kubernetes.md to the letter on an empty cluster, and what comes of it: two receivers with the shipped Role alone, one of
 * which acts, also by what the other one hears; and the other when that one is killed at the beginning of an action. By then Helm has
 * taken over what Kustomize installed.
 */
@Timeout(600)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#withRedis", disabledReason = Programs.MISSING)
class KubernetesDocumentIT {
    static final Path DOCUMENT = Path.of("docs", "kubernetes.md");

    @TempDir
    private Path folder;

    private Installation installation;

    @AfterEach
    void stop() {
        if (installation != null) {
            installation.close();
        }
    }

    @Test
    void anEmptyClusterBecomesOneThatScales() throws IOException {
        installation = Installation.prepare(folder, "inference");
        List<Snippet> commands = Snippets.in(DOCUMENT).stream()
                .filter(snippet -> !snippet.text().matches("(?s)(\\./mvnw|tests/|kubernetes/images ).*"))
                .filter(snippet -> Programs.operatorKnown() || !snippet.text().contains("overlays/monitoring"))
                .toList();
        assertThat(commands).hasSizeGreaterThan(20);

        int move = commands.indexOf(commands.stream()
                .filter(command -> command.text().contains("--take-ownership"))
                .findFirst()
                .orElseThrow());
        run(commands.subList(0, move));
        if (Programs.helm() && Programs.operatorKnown()) {
            String before = kept();
            run(commands.subList(move, commands.size()));
            assertThat(kept()).isEqualTo(before);
            everythingIsTheReleases();
            thatReleaseMayChangeWhatKubectlApplied();
        }

        theServiceGoesUpByAnAlertAndDownByAnOrderThroughTheOther();
        theOtherOneActsWhenTheLeaderIsKilled();
    }

    private void run(List<Snippet> commands) throws IOException {
        for (Snippet command : commands) {
            PlayedCommands.must(installation, command);
        }
    }

    /** Who is who, of what a move to the chart must not make anew. */
    private String kept() {
        return kubectl(
                "deployment/headroom,statefulset/headroom-redis,pod/headroom-redis-0,lease/headroom".split(","),
                "jsonpath={.items[*].metadata.uid}");
    }

    private void everythingIsTheReleases() {
        String kinds =
                "deployments,statefulsets,services,roles,rolebindings,serviceaccounts,networkpolicies,pdb,configmaps,"
                        + "leases,servicemonitors,podmonitors,prometheusrules,alertmanagerconfigs,clusterroles,clusterrolebindings";
        String[] others = {kinds, "-l", "app.kubernetes.io/managed-by!=Helm"};
        assertThat(kubectl(others, "name").lines().filter(name -> name.matches(".*/(headroom|ttl-tuner).*")))
                .isEmpty();
    }

    /** By the chart's archive, as a release has it. */
    private void thatReleaseMayChangeWhatKubectlApplied() {
        Helm helm = new Helm(folder);
        helm.must(
                Map.of(),
                "package",
                installation.home().resolve("kubernetes/chart").toString(),
                "--version",
                "9.9.9");
        helm.must(
                "inference",
                "upgrade",
                "headroom",
                "headroom-9.9.9.tgz",
                "--reuse-values",
                "--set",
                "ttlTuner.resources.requests.cpu=30m");
        String[] tuner = {"deployment", "ttl-tuner"};
        assertThat(kubectl(tuner, "jsonpath={.spec.template.spec.containers[0].resources.requests.cpu}"))
                .isEqualTo("30m");
    }

    private static String kubectl(String[] what, String output) {
        List<String> words = new ArrayList<>(List.of("-n", "inference", "get", "-o", output));
        words.addAll(List.of(what));
        return Kubectl.admin().must(words.toArray(String[]::new));
    }

    private void theServiceGoesUpByAnAlertAndDownByAnOrderThroughTheOther() throws IOException {
        Http leader = installation.leader();
        Http standby = installation.standby(leader);
        Waiting.until("no rollout is in flight", () -> idle(leader));
        int before = installation.replicas("app");

        assertThat(standby.post(
                        "/webhook", Notification.firing("AppHighCPU", Notification.fingerprint(1), "app", "cpu")))
                .isEqualTo(200);
        Waiting.until("an up by an alert that the other heard", () -> installation.replicas("app") == before + 1);
        Waiting.until("it is done", () -> idle(leader));

        assertThat(standby.post("/api/v1/services/app/scale", order(before))).isEqualTo(202);
        Waiting.until("a down by an order that the other took", () -> installation.replicas("app") == before);
        Waiting.until("it is done", () -> idle(leader));
    }

    private void theOtherOneActsWhenTheLeaderIsKilled() throws IOException {
        Http leader = installation.leader();
        Http standby = installation.standby(leader);
        int before = installation.replicas("app");
        assertThat(installation.holder()).isEqualTo(installation.pod(leader));
        assertThat(leader.post("/api/v1/services/app/scale", order(before + 2))).isEqualTo(202);
        installation.kill(leader);

        Waiting.until("the other one leads", () -> Installation.leads(standby));
        assertThat(installation.holder()).isEqualTo(installation.pod(standby));
        Waiting.until("what was begun is done", () -> installation.replicas("app") == before + 2 && idle(standby));
        assertThat(standby.post(
                        "/webhook", Notification.firing("AppHighMemory", Notification.fingerprint(2), "app", "memory")))
                .isEqualTo(200);
        Waiting.until("the other one acts", () -> installation.replicas("app") > before + 2);
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
