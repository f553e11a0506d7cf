package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.decision.Action.Result;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.target.Choice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** What is left in a cluster by who leaves it, with the rights of the shipped Role alone. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
@Timeout(180)
class LeavingIT {
    private static final String POLICY = """
            version: 1
            services:
              app: {min_replicas: 1, max_replicas: 10, warmup_time: 0s, health_timeout: 10s, triggers: {cpu: {cooldown: 1h}}}
            """;

    private final TestNamespace cluster = TestNamespace.fresh();
    private final LivingLoop loop = new LivingLoop(cluster, Workload.Kind.DEPLOYMENT, POLICY);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void theReceiversAreStoppedAndNoFloorAndNoMarkIsLeft() throws Exception {
        cluster.deployment("app", 2);
        cluster.autoscaler("app", "Deployment", 2, 6);
        cluster.deployment("headroom", 2);
        cluster.deployment("other", 2);
        loop.until("it is seen", () -> loop.choice("app") == Choice.PLATFORM);
        loop.order("app", 4);
        assertThat(loop.ended("app").phase().result()).isEqualTo(Result.DONE);
        assertThat(cluster.autoscaler("app").getSpec().getMinReplicas()).isEqualTo(4);
        loop.until("there are pods", () -> cluster.pods("other").size() == 2);
        List<String> pods = cluster.pods("other").stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
        cluster.kubectl("annotate", "pod", pods.get(0), Changes.COST + "=-1000000");
        cluster.kubectl("annotate", "pod", pods.get(1), Changes.COST + "=7");

        try (Cluster account = new Cluster(cluster.accountConfig(), Duration.ofSeconds(15))) {
            Leaving leaving = new Leaving(account, System::nanoTime);
            String own = cluster.pods("headroom").get(0).getMetadata().getName();
            assertThatThrownBy(() -> leaving.stop(cluster.name(), "headroom", own, Duration.ofMinutes(1)))
                    .hasMessageContaining("cannot be stopped from its own pod " + own);
            assertThat(cluster.pods("headroom")).hasSize(2);
            leaving.stop(cluster.name(), "headroom", pods.get(0), Duration.ofMinutes(1));
            assertThat(leaving.from(List.of(cluster.name()))).isEmpty();
        }

        assertThat(cluster.pods("headroom")).isEmpty();
        assertThat(cluster.autoscaler("app").getSpec().getMinReplicas()).isEqualTo(2);
        assertThat(cluster.autoscaler("app").getMetadata().getAnnotations()).doesNotContainKey(Floor.NOTE);
        assertThat(cost(pods.get(0))).isEmpty();
        assertThat(cost(pods.get(1))).as("somebody else's own").isEqualTo("7");
    }

    /** What cannot be done is told, and keeps nothing else from being done. */
    @Test
    void whatCannotBeGivenBackIsTold() throws Exception {
        try (Cluster account = new Cluster(cluster.accountConfig(), Duration.ofSeconds(15))) {
            assertThat(new Leaving(account, System::nanoTime).from(List.of("default", cluster.name())))
                    .hasSize(2)
                    .allMatch(line -> line.contains("default") && line.contains("forbidden"));
        }
    }

    private String cost(String pod) {
        return cluster.kubectl(
                "get",
                "pod",
                pod,
                "-o",
                "jsonpath={.metadata.annotations.controller\\.kubernetes\\.io/pod-deletion-cost}");
    }
}
