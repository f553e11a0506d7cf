package dev.headroom.receiver.backtest.candidate.hpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Policy;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Select;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Unit;
import dev.headroom.settings.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HpaFileTest {

    @TempDir
    private Path folder;

    /** Spec 1.2. */
    @Test
    void theManifestOfTheSpecification() {
        HpaSpec spec = HpaFile.read(Path.of("../docs/backtest/worker-llm-hpa.yaml"));
        assertThat(spec)
                .isEqualTo(new HpaSpec(
                        2,
                        8,
                        List.of(new Metric(Kind.UTILISATION, 0.7), new Metric(Kind.PODS_QUEUE, 30)),
                        new Behavior(60, List.of(new Policy(Unit.PODS, 1, 60)), Select.MAX),
                        new Behavior(600, List.of(new Policy(Unit.PODS, 1, 180)), Select.MAX)));
    }

    @Test
    void whatIsNotSaidIsKubernetesDefault() throws IOException {
        HpaSpec spec = HpaFile.read(manifest(
                "{maxReplicas: 5, metrics: [{type: Pods, pods: {target: {type: AverageValue, averageValue: 500m}}}],"
                        + " behavior: {scaleDown: {selectPolicy: Min}}}"));
        assertThat(spec.min()).isEqualTo(1);
        assertThat(spec.metrics()).containsExactly(new Metric(Kind.PODS_QUEUE, 0.5));
        assertThat(spec.up()).isEqualTo(Behavior.UP);
        assertThat(spec.down()).isEqualTo(new Behavior(300, Behavior.DOWN.policies(), Select.MIN));
    }

    /** A queue that all share is told by something outside the pods, and divided by them or not. */
    @ParameterizedTest
    @CsvSource({
        "External, external, averageValue, SHARED_QUEUE",
        "External, external, value, WHOLE_QUEUE",
        "Object, object, averageValue, SHARED_QUEUE",
        "Object, object, value, WHOLE_QUEUE",
        "Pods, pods, averageValue, PODS_QUEUE"
    })
    void theKindOfAMetricIsWhatTheManifestSays(String type, String source, String key, Kind kind) throws IOException {
        HpaSpec spec = HpaFile.read(manifest(
                "{maxReplicas: 5, metrics: [{type: %s, %s: {target: {%s: 30}}}]}".formatted(type, source, key)));
        assertThat(spec.metrics()).containsExactly(new Metric(kind, 30));
    }

    @Test
    void aMetricOfAnotherTypeIsRefused() throws IOException {
        Path file = manifest("{maxReplicas: 5, metrics: [{type: pods, pods: {target: {averageValue: 30}}}]}");
        assertThatThrownBy(() -> HpaFile.read(file))
                .hasMessageContaining("must be Resource, ContainerResource, Pods, External or Object, found \"pods\"");
    }

    @Test
    void everyProblemIsToldWithItsPlace() throws IOException {
        Path file = manifest(
                "{maxReplicas: many, metrics: [{type: Pods, pods: {target: {value: 3}}}],"
                        + " behavior: {scaleUp: {selectPolicy: Most, policies: [{type: Percents, value: 1, periodSeconds: 15}]}}}");
        assertThatThrownBy(() -> HpaFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + ":3:21: must be a number, found \"many\"; write it like 30 or 500m")
                .hasMessageContaining("must have pods.target.averageValue of more than 0, found none")
                .hasMessageContaining("selectPolicy: must be Max, Min or Disabled, found \"Most\"")
                .hasMessageContaining("type: must be Pods or Percent, found \"Percents\"");
    }

    @Test
    void anotherManifestIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("other.yaml"), "apiVersion: apps/v1\nkind: Deployment\n");
        assertThatThrownBy(() -> HpaFile.read(file))
                .hasMessageContaining("apiVersion: must be autoscaling/v2, found \"apps/v1\"")
                .hasMessageContaining("kind: must be HorizontalPodAutoscaler, found \"Deployment\"");
    }

    private Path manifest(String spec) throws IOException {
        return Files.writeString(
                folder.resolve("hpa.yaml"),
                "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec: " + spec + "\n");
    }
}
