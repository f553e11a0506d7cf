package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.config.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start refuses, because the configuration speaks of services in a way that the policy cannot bear. */
class AgreementTest {
    @TempDir
    Path folder;

    @Test
    void whatIsSaidOfUnknownServicesAndAWorkloadOfTwoIsRefusedAtOnceByName() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 1, max_replicas: 2}
                  worker: {min_replicas: 1, max_replicas: 2}
                """);
        HeadroomConfig config =
                HeadroomFile.read(Files.writeString(folder.resolve("headroom.yml"), """
                policy: %s
                target:
                  kind: kubernetes
                  namespace: inference
                  workloads: {worker: {name: app}, trainer: {name: t}}
                hooks: {batch: {drain: "http://{address}/drain"}}
                """.formatted(policy)));

        assertThatThrownBy(() -> Agreement.check(config, PolicyFile.read(policy)))
                .isInstanceOf(StartException.class)
                .hasMessage("hooks: batch: no such service in %1$s; it has app, worker; ".formatted(policy)
                        + "target.workloads: trainer: no such service in %1$s; it has app, worker; ".formatted(policy)
                        + "target.workloads: Deployment inference/app is that of app and worker: give each service a workload"
                        + " of its own, or leave one of them out of %1$s".formatted(policy));
    }

    /** Of a kind that only its scale subresource is known of nobody can tell whom it stops. */
    @Test
    void whatWantsReplicasToBeAskedFirstIsRefusedWhereNobodyCanTellWhichOfThemStop() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 1, max_replicas: 2}
                  trainer: {min_replicas: 1, max_replicas: 2, checkpoint_sync: required}
                """);
        HeadroomConfig config =
                HeadroomFile.read(Files.writeString(folder.resolve("headroom.yml"), """
                policy: %s
                target:
                  kind: kubernetes
                  namespace: inference
                  workloads:
                    app: {apiVersion: leaderworkerset.x-k8s.io/v1, kind: LeaderWorkerSet}
                    trainer: {apiVersion: leaderworkerset.x-k8s.io/v1, kind: LeaderWorkerSet}
                hooks:
                  app: {drain: "http://{address}/drain", loaded: "http://{address}/loaded"}
                """.formatted(policy)));

        assertThatThrownBy(() -> Agreement.check(config, PolicyFile.read(policy)))
                .isInstanceOf(StartException.class)
                .hasMessage("target.workloads.app: nobody can tell which pods LeaderWorkerSet.leaderworkerset.x-k8s.io"
                        + " inference/app stops, so hooks.app.drain cannot be kept: take it out, or run app as a Deployment"
                        + " or a StatefulSet; target.workloads.trainer: nobody can tell which pods"
                        + " LeaderWorkerSet.leaderworkerset.x-k8s.io inference/trainer stops, so checkpoint_sync: required of"
                        + " %s cannot be kept: take it out, or run trainer as a Deployment or a StatefulSet"
                                .formatted(policy));
    }

    @Test
    void whoIsToSleepNeedsAServerThatCanAndATargetThatDoes() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  chat: {min_replicas: 1, max_replicas: 2, vram_per_replica: 10GiB, standby: {host_memory: 20GiB}}
                  code: {min_replicas: 1, max_replicas: 2, standby: {sleep_level: 2}}
                  plain: {min_replicas: 1, max_replicas: 2}
                """);
        String standby = "standby: {code: {server: lmdeploy, url: \"http://{address}:8000\"}}";
        assertThatThrownBy(() -> check(policy, "target: {kind: compose, project: p}", standby))
                .hasMessage(
                        "services.chat.standby in %1$s: nobody says how its servers are put to sleep; add standby: {chat: {server: vllm, url: \"http://{address}:8000\"}} to headroom.yml; "
                                        .formatted(policy)
                                + "services.code.standby in %1$s: lmdeploy does not wake from sleep_level 2; write sleep_level: 1"
                                        .formatted(policy));
        assertThatThrownBy(() -> check(policy, "target: {kind: swarm}", ""))
                .hasMessageContaining(
                        "services.chat.standby in %s: only with target.kind: compose replicas sleep so far, not with Kubernetes, Swarm or advice; remove it"
                                .formatted(policy));
        String one =
                "standby: {chat: {server: vllm, url: \"http://gpu:8000\"}, code: {server: triton, model: m, url: \"http://{name}\"}}";
        assertThatThrownBy(() -> check(policy, "target: {kind: compose, project: p}", one))
                .hasMessage(
                        "services.chat.standby in %s: all its replicas are asked at http://gpu:8000, and one would be taken for the other; write url: http://{address}:8000 in standby.chat of headroom.yml; {name} and {number} are known too"
                                .formatted(policy));
        assertThatCode(() -> check(policy, "target: {kind: simulated}", "")).doesNotThrowAnyException();
    }

    private void check(Path policy, String... lines) throws IOException {
        Path file = Files.writeString(
                folder.resolve("headroom.yml"), "policy: " + policy + "\n" + String.join("\n", lines) + "\n");
        Agreement.check(HeadroomFile.read(file), PolicyFile.read(policy));
    }
}
