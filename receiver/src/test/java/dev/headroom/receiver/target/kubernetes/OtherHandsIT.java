package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action.Result;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.target.Choice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Peace with others who set counts: autoscalers, their owners, and whoever applies a manifest again and again. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
@Timeout(180)
class OtherHandsIT {
    private static final String POLICY = """
            version: 1
            services:
              app:
                min_replicas: 1
                max_replicas: 10
                scale_up_increment: 1
                scale_down_increment: 1
                warmup_time: 0s
                health_timeout: 10s
                max_actions_per_hour: 1000
                triggers: {cpu: {cooldown: 1h}}
            """;

    private final TestNamespace cluster = TestNamespace.fresh();
    private final LivingLoop loop = new LivingLoop(cluster, Workload.Kind.DEPLOYMENT, POLICY);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void theBoundsOfAnAutoscalerAreKnownBeforeAnythingIsBegun() {
        cluster.deployment("app", 2);
        cluster.autoscaler("app", "Deployment", 2, 4);
        loop.until("it is seen", () -> loop.choice("app") == Choice.PLATFORM);

        Explanation over = loop.order("app", 6);

        assertThat(over.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(over.verdicts().toString()).contains("allows 4 at most").contains("raise its maxReplicas");
        assertThat(loop.order("app", 1).verdicts().toString()).contains("keeps 2 at least");
        assertThat(loop.order("app", 4).outcome()).isEqualTo(Outcome.SCALE);
        assertThat(loop.ended("app").phase().result()).isEqualTo(Result.DONE);
    }

    @Test
    void whoOwnsAnAutoscalerMayApplyItAgain() throws IOException {
        cluster.deployment("app", 2);
        Path manifest = Files.createTempFile("hpa", ".yaml");
        String text = """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: app-hpa}
                spec:
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: app}
                  minReplicas: %d
                  maxReplicas: 6
                """;
        Files.writeString(manifest, text.formatted(2));
        cluster.kubectl("apply", "--server-side", "-f", manifest.toString());
        loop.until("it is seen", () -> loop.choice("app") == Choice.PLATFORM);
        loop.order("app", 4);
        assertThat(loop.ended("app").phase().result()).isEqualTo(Result.DONE);
        assertThat(cluster.autoscaler("app").getSpec().getMinReplicas()).isEqualTo(4);

        Files.writeString(manifest, text.formatted(3));
        cluster.kubectl("apply", "--server-side", "-f", manifest.toString());

        assertThat(cluster.autoscaler("app").getSpec().getMinReplicas()).isEqualTo(3);
        Files.delete(manifest);
    }

    /** As docs/kubernetes.md says for Flux: the count has another owner before it leaves the manifest. */
    @Test
    void whoAppliesAManifestWithoutTheCountAgainAndAgainLeavesItToHeadroom() throws IOException {
        String rest = """
                  selector: {matchLabels: {app: app}}
                  template:
                    metadata: {labels: {app: app}}
                    spec: {containers: [{name: main, image: "example.com/app:%s"}]}
                """;
        String head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n";
        applied("kustomize-controller", head + "  replicas: 2\n" + rest.formatted("1"));
        applied("count", head + "  replicas: 2\n");
        applied("kustomize-controller", head + rest.formatted("1"));
        assertThat(loop.pods("app")).as("not one").hasSize(2);

        loop.until("an up", () -> loop.order("app", 4).outcome() == Outcome.SCALE);
        assertThat(loop.ended("app").phase().result()).isEqualTo(Result.DONE);
        applied("kustomize-controller", head + rest.formatted("2"));
        applied("argocd-controller", head + rest.formatted("2"));

        assertThat(cluster.kubectl("get", "deployment", "app", "-o", "jsonpath={.spec.replicas}"))
                .isEqualTo("4");
    }

    /** By this manager of fields, on the server. */
    private void applied(String manager, String manifest) throws IOException {
        Path file = Files.writeString(Files.createTempFile("applied", ".yaml"), manifest);
        cluster.kubectl(
                "apply", "--server-side", "--force-conflicts", "--field-manager=" + manager, "-f", file.toString());
        Files.delete(file);
    }

    @Test
    void anAutoscalerThatKedaOwnsIsLeftAloneAndItIsSaidWho() {
        cluster.deployment("app", 2);
        cluster.autoscaler("app", "Deployment", 2, 6);
        cluster.kubectl(
                "patch",
                "hpa",
                "app-hpa",
                "--type=merge",
                "-p",
                "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"keda.sh/v1alpha1\",\"kind\":\"ScaledObject\",\"name\":\"scaled-app\",\"uid\":\"00000000-0000-0000-0000-000000000001\",\"controller\":true}]}}");
        loop.until(
                "it is seen", () -> loop.order("app", 3).verdicts().toString().contains("ScaledObject"));

        assertThat(loop.order("app", 3).verdicts().toString())
                .contains("belongs to ScaledObject scaled-app")
                .contains("kubectl -n " + cluster.name() + " delete scaledobject scaled-app");
        assertThat(cluster.autoscaler("app").getSpec().getMinReplicas()).isEqualTo(2);
    }

    /** KEDA takes its autoscaler away while it is paused, so that nothing else tells of it. */
    @Test
    void whatKedaHoldsWhileItIsPausedIsLeftAlone() {
        Gangs.installKeda(cluster);
        cluster.deployment("app", 2);
        cluster.apply("""
                apiVersion: keda.sh/v1alpha1
                kind: ScaledObject
                metadata:
                  name: scaled-app
                  namespace: %s
                  annotations: {autoscaling.keda.sh/paused-replicas: "2"}
                spec: {scaleTargetRef: {name: app}}
                """.formatted(cluster.name()));
        loop.until(
                "it is seen", () -> loop.order("app", 3).verdicts().toString().contains("KEDA"));

        assertThat(loop.order("app", 3).verdicts().toString())
                .contains("KEDA holds its count while ScaledObject " + cluster.name()
                        + "/scaled-app is paused (autoscaling.keda.sh/paused-replicas: 2)")
                .contains("kubectl -n " + cluster.name() + " delete scaledobject scaled-app");
        assertThat(loop.pods("app")).hasSize(2);

        cluster.kubectl("delete", "scaledobject", "scaled-app");
        loop.until("it is free", () -> loop.order("app", 3).outcome() == Outcome.SCALE);
    }

    /** An up asks for more than run by then, for a floor below that does nothing. */
    @Test
    void anUpAboveTheFloorIsOneMoreThanTheAutoscalerHas() {
        cluster.deployment("app", 2);
        cluster.autoscaler("app", "Deployment", 2, 6);
        loop.until("it is seen", () -> loop.choice("app") == Choice.PLATFORM);
        cluster.scale("app", 4);
        loop.until("four run", () -> loop.seenReady("app") == 4);
        loop.fires("app", "cpu");

        loop.until(
                "its floor is above what ran",
                () -> cluster.autoscaler("app").getSpec().getMinReplicas() == 5);
        assertThat(loop.ended("app").phase().result()).isEqualTo(Result.DONE);
        assertThat(loop.pods("app")).hasSizeGreaterThanOrEqualTo(5);
    }

    /** The minimum of the policy is 3, and somebody applies 2 again and again. */
    @Test
    void afterItsSecondReversalTheOtherOneHasItsWay() throws IOException {
        try (LivingLoop fight = new LivingLoop(
                TestNamespace.fresh(),
                Workload.Kind.DEPLOYMENT,
                POLICY.replace("min_replicas: 1", "min_replicas: 3"))) {
            fight.cluster.deployment("app", 3);
            fight.untilKnown("app", 3);
            int sawn = 0;
            for (int turn = 0; turn < 4; turn++) {
                Kubectl.admin()
                        .must(
                                "-n",
                                fight.cluster.name(),
                                "patch",
                                "deployment",
                                "app",
                                "--field-manager=argocd-controller",
                                "-p",
                                "{\"spec\":{\"replicas\":2}}");
                long end = System.nanoTime() + 4_000_000_000L;
                while (System.nanoTime() < end) {
                    fight.step();
                }
                sawn += fight.desired("app") == 3 ? 1 : 0;
            }

            assertThat(sawn).as("times that it was set back").isEqualTo(2);
            assertThat(fight.told("app"))
                    .contains("somebody else has set the count back 2 times in the last hour (set by argocd-controller")
                    .contains(
                            "ignoreDifferences: [{group: apps, kind: Deployment, name: app, jsonPointers: [/spec/replicas]}]");
        }
    }
}
