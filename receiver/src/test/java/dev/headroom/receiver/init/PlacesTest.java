package dev.headroom.receiver.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.kubernetes.Workloads;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What runs the services is known by its replicas. */
class PlacesTest {

    private static Plan plan(Map<String, Map<String, Integer>> places, Choices choices) {
        Facts facts = new Facts(
                URI.create("http://127.0.0.1:9090"),
                "",
                List.of(Found.job("vllm"), Found.job("starlette")),
                null,
                "",
                places,
                List.of());
        return Found.plan(facts, choices);
    }

    private static Choices in(String project, String namespace) {
        return new Choices(
                Map.of("chat", List.of("vllm")),
                Map.of(),
                Map.of(),
                Set.of(),
                false,
                Choices.LISTEN,
                project,
                namespace);
    }

    @Test
    void theOnlyProjectThatHasAServiceIsTheTarget() {
        Plan plan = plan(Map.of("shop", Map.of("vllm", 12, "db", 1), "blog", Map.of("web", 1)), Choices.none());

        assertThat(plan.files().get("headroom.yml")).contains("target: {kind: compose, project: shop}");
        assertThat(plan.files().get("alert-rules/scaling-policy.yml"))
                .contains("  vllm: # as the shipped worker-llm\n    min_replicas: 2\n    max_replicas: 12\n");
        assertThat(plan.files().get(Plan.PAGE)).contains("nothing is called `starlette` where the services run");
    }

    @Test
    void ofTwoProjectsNoneIsGuessed() {
        Map<String, Map<String, Integer>> two = Map.of("test", Map.of("vllm", 1), "live", Map.of("vllm", 3));

        assertThat(plan(two, Choices.none()).files().get("headroom.yml")).contains("target: {kind: simulated}");
        Choices live = new Choices(Map.of(), Map.of(), Map.of(), Set.of(), false, Choices.LISTEN, "live", null);
        assertThat(plan(two, live).files().get("headroom.yml")).contains("target: {kind: compose, project: live}");
        assertThat(plan(two, live).files().get(Plan.PAGE)).contains("| 3 |");
    }

    @Test
    void inAClusterItIsTheNamespaceThatWasNamed() throws Exception {
        try (ClusterServer server = new ClusterServer();
                Cluster cluster = new Cluster(server.config(), Duration.ofSeconds(5))) {
            server.deployment("chat", 4);
            Map<String, Integer> replicas = Workloads.replicas(cluster, ClusterServer.NAMESPACE);

            Plan plan = plan(Map.of(ClusterServer.NAMESPACE, replicas), in(null, ClusterServer.NAMESPACE));

            assertThat(plan.files().get("headroom.yml"))
                    .contains("target: {kind: kubernetes, namespace: %s}".formatted(ClusterServer.NAMESPACE));
            assertThat(plan.files().get(Plan.PAGE)).contains("| vllm | vllm | 4 |");
        }
    }
}
