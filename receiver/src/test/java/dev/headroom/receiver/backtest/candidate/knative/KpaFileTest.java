package dev.headroom.receiver.backtest.candidate.knative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KpaFileTest {

    @TempDir
    private Path folder;

    private Path manifest(String annotations, String spec) throws IOException {
        return Files.writeString(folder.resolve("service.yaml"), """
                apiVersion: serving.knative.dev/v1
                kind: Service
                spec:
                  template:
                    metadata:
                      annotations: {%s}
                    spec: {%s}
                """.formatted(annotations, spec));
    }

    @Test
    void whatAServiceSays() throws IOException {
        KpaSpec spec = KpaFile.read(manifest("""
                autoscaling.knative.dev/class: kpa.autoscaling.knative.dev,
                        autoscaling.knative.dev/min-scale: '2', autoscaling.knative.dev/max-scale: '8',
                        autoscaling.knative.dev/window: 40s, autoscaling.knative.dev/panic-window-percentage: '25.0',
                        autoscaling.knative.dev/panic-threshold-percentage: '150.0',
                        autoscaling.knative.dev/scale-down-delay: 15m, autoscaling.knative.dev/activation-scale: '3',
                        example.com/other: x""", "containerConcurrency: 8"));
        assertThat(spec).isEqualTo(new KpaSpec(2, 8, 8 * 0.7, 40, 10, 1.5, 1000, 2, 900, 3));
    }

    @Test
    void whatItDoesNotSayIsKnativesDefault() throws IOException {
        assertThat(KpaFile.read(manifest("", ""))).isEqualTo(KpaSpec.usual(0, 0, 100));
    }

    /** The smaller one of target and limit, and a share of it. */
    @ParameterizedTest
    @CsvSource({"20, 10, 70, 7", "5, 10, 70, 3.5", "20, 0, 50, 10", "20, 0, 70, 14"})
    void theTarget(int target, int limit, int share, double aim) throws IOException {
        String annotations =
                "autoscaling.knative.dev/target: '%d', autoscaling.knative.dev/target-utilization-percentage: '%d'"
                        .formatted(target, share);
        assertThat(KpaFile.read(manifest(annotations, "containerConcurrency: " + limit))
                        .target())
                .isEqualTo(aim);
    }

    @Test
    void everyProblemIsToldWithItsPlace() throws IOException {
        Path file = manifest(
                "autoscaling.knative.dev/metric: rps, autoscaling.knative.dev/window: long,"
                        + " autoscaling.knative.dev/panic-threshold-percentage: '100', autoscaling.knative.dev/minScale: '1'",
                "");
        assertThatThrownBy(() -> KpaFile.read(file))
                .hasMessageContaining("autoscaling.knative.dev/metric: must be concurrency, found \"rps\"")
                .hasMessageContaining("autoscaling.knative.dev/window: must be a duration, found \"long\"")
                .hasMessageContaining(
                        "autoscaling.knative.dev/panic-threshold-percentage: must be 110.0 to 1000.0, found \"100\"")
                .hasMessageContaining(
                        "autoscaling.knative.dev/minScale: must be one that is modelled, found \"minScale\"");
    }
}
