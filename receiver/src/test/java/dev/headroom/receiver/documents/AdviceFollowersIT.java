package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.real.MetricsApi;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The HPA of docs/kubernetes.md on a real control plane: it follows the count that is wanted, and keeps it while none is told. */
@Timeout(900)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class AdviceFollowersIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aRealHpaGoesWhereItIsWanted() throws Exception {
        try (TestNamespace cluster = TestNamespace.fresh();
                MetricsApi metrics = new MetricsApi(cluster)) {
            cluster.deployment("worker-llm", 2);
            wanted(metrics, 5);
            cluster.apply(hpa(cluster.name()));
            until(cluster, 5);
            wanted(metrics, 3);
            until(cluster, 3);
            wanted(metrics, 8);
            until(cluster, 8);
            metrics.forget();
            String condition = "";
            for (int i = 0; i < 30 && !condition.contains("False"); i++) {
                Thread.sleep(1000);
                condition = cluster.kubectl(
                        "get",
                        "hpa",
                        "worker-llm",
                        "-o",
                        "jsonpath={.status.conditions[?(@.type==\"ScalingActive\")].status}");
            }
            assertThat(condition)
                    .as("the autoscaler knows that it is told nothing")
                    .contains("False");
            assertThat(count(cluster)).isEqualTo(8);
        }
    }

    private static void wanted(MetricsApi metrics, int count) {
        metrics.tell("headroom_replicas_wanted", "service=worker-llm", count);
    }

    private static String hpa(String namespace) throws IOException {
        return AdviceFollowersTest.manifest("HorizontalPodAutoscaler").replace("inference", namespace);
    }

    private static int count(TestNamespace cluster) {
        return Integer.parseInt(cluster.kubectl("get", "deployment", "worker-llm", "-o", "jsonpath={.spec.replicas}"));
    }

    private static void until(TestNamespace cluster, int wanted) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (count(cluster) != wanted && System.nanoTime() < end) {
            Thread.sleep(500);
        }
        assertThat(count(cluster))
                .as(() -> cluster.kubectl("describe", "hpa", "worker-llm"))
                .isEqualTo(wanted);
    }
}
