package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.target.kubernetes.OnHpa;
import dev.headroom.receiver.target.kubernetes.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadsTest {
    private static final Path FILE = Path.of("policy.yml");

    @TempDir
    Path folder;

    private ScalingPolicy policy;

    @BeforeEach
    void read() throws IOException {
        policy = PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 1, max_replicas: 2}
                  worker-llm: {min_replicas: 1, max_replicas: 2}
                  worker-rl: {min_replicas: 1, max_replicas: 2}
                """));
    }

    @Test
    void aServiceIsTheDeploymentOfItsNameUnlessItIsToldOtherwise() {
        assertThat(workloads(Map.of("worker-rl", set("trainer"))))
                .containsOnly(
                        Map.entry("app", deployment("app")),
                        Map.entry("worker-llm", deployment("worker-llm")),
                        Map.entry("worker-rl", set("trainer")));
    }

    @Test
    void aWorkloadOfTwoServicesIsNamed() {
        Map<String, Workload> wrong = Map.of("worker-rl", deployment("worker-llm"));

        assertThat(Workloads.shared(policy, FILE, new TargetSpec.Kubernetes("inference", OnHpa.FLOOR, wrong)))
                .containsExactly(
                        "target.workloads: Deployment inference/worker-llm is that of worker-llm and worker-rl: give each"
                                + " service a workload of its own, or leave one of them out of policy.yml");
    }

    private Map<String, Workload> workloads(Map<String, Workload> told) {
        return Workloads.of(policy, new TargetSpec.Kubernetes("inference", OnHpa.FLOOR, told));
    }

    private static Workload deployment(String name) {
        return new Workload(Workload.Kind.DEPLOYMENT, "inference", name);
    }

    private static Workload set(String name) {
        return new Workload(Workload.Kind.STATEFUL_SET, "inference", name);
    }
}
