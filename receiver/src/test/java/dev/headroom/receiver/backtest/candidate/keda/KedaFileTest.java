package dev.headroom.receiver.backtest.candidate.keda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Policy;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Select;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Unit;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec.Fallback;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec.Trigger;
import dev.headroom.settings.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KedaFileTest {

    @TempDir
    private Path folder;

    private Path manifest(String spec) throws IOException {
        return Files.writeString(
                folder.resolve("keda.yaml"), "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nspec:\n" + spec);
    }

    @Test
    void theManifestOfTheDocument() {
        Metric queue = new Metric(Kind.SHARED_QUEUE, 10);
        Metric busy = new Metric(Kind.UTILISATION, 0.6);
        assertThat(KedaFile.read(Path.of("../docs/backtest/worker-llm-keda.yaml")))
                .isEqualTo(new KedaSpec(
                        15,
                        300,
                        0,
                        false,
                        Optional.of(new Fallback(3, 4)),
                        List.of(
                                new Trigger("queue", queue, "service:llm_queue_length:max", 1, false, false),
                                new Trigger("s1-cpu", busy, "", 0, true, false)),
                        new HpaSpec(
                                2,
                                8,
                                List.of(queue, busy),
                                Behavior.UP,
                                new Behavior(600, List.of(new Policy(Unit.PODS, 1, 180)), Select.MAX))));
    }

    @Test
    void whatIsNotSaidIsKedasDefault() throws IOException {
        KedaSpec spec = KedaFile.read(manifest(
                "  triggers: [{type: prometheus, metricType: Value, metadata: {query: up, threshold: '2.5'}}]\n"));
        assertThat(spec.polling()).isEqualTo(30);
        assertThat(spec.cooldown()).isEqualTo(300);
        assertThat(spec.toZero()).isTrue();
        assertThat(spec.hpa().min()).isOne();
        assertThat(spec.hpa().max()).isEqualTo(100);
        assertThat(spec.hpa().up()).isEqualTo(Behavior.UP);
        assertThat(spec.triggers())
                .containsExactly(new Trigger("s0-prometheus", new Metric(Kind.WHOLE_QUEUE, 2.5), "up", 0, true, false));
    }

    @Test
    void everyProblemIsToldWithItsPlace() throws IOException {
        Path file = manifest("""
                  minReplicaCount: 5
                  maxReplicaCount: 4
                  idleReplicaCount: 1
                  coolDownPeriod: 30
                  fallback: {replicas: 3}
                  advanced: {scalingModifiers: {formula: a}}
                  triggers:
                    - {type: kafka, metadata: {lagThreshold: '5'}}
                    - {type: prometheus, metadata: {threshold: '0'}}
                    - {type: cpu, metadata: {value: '60'}}
                """);
        assertThatThrownBy(() -> KedaFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("spec.maxReplicaCount: must be at least minReplicaCount, found 4")
                .hasMessageContaining(file + ":6:21: spec.idleReplicaCount: must be 0, found \"1\"")
                .hasMessageContaining(file + ":7:19: coolDownPeriod: must be a key that is modelled")
                .hasMessageContaining("spec.fallback.failureThreshold: is required, found nothing")
                .hasMessageContaining("scalingModifiers: must be a key that is modelled")
                .hasMessageContaining("spec.triggers.type: must be prometheus, cpu or memory, found \"kafka\"")
                .hasMessageContaining("spec.triggers.metadata.query: is required, found nothing")
                .hasMessageContaining("spec.triggers.metadata.threshold: must be a number of more than 0, found 0")
                .hasMessageContaining("spec.triggers.metricType: must be Utilization, found \"\"");
    }

    @Test
    void anotherManifestIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("other.yaml"), "apiVersion: apps/v1\nkind: Deployment\n");
        assertThatThrownBy(() -> KedaFile.read(file))
                .hasMessageContaining("apiVersion: must be keda.sh/v1alpha1, found \"apps/v1\"")
                .hasMessageContaining("kind: must be ScaledObject, found \"Deployment\"");
    }
}
