package dev.headroom.receiver.backtest.candidate.hpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.candidate.hpa.Autoscaler.Reading;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Policy;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Select;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Unit;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.MetricsApi;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The HorizontalPodAutoscaler of a backtest beside the real controller: by every count on the way they go alike. */
@Timeout(300)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class RealAutoscalerIT {
    private static final int MOST = 5;
    private static final long TARGET = 30;

    /** As they come to one Deployment after the other. */
    private static final List<List<Long>> QUEUES = List.of(
            List.of(0L, 10L, 29L, 31L),
            List.of(34L, 45L, 27L, 60L),
            List.of(61L, 66L, 67L, 120L),
            List.of(300L, 26L, 15L, 200L),
            List.of(33L, 5L, 90L, 1L));

    private static final Behavior UP = new Behavior(0, List.of(new Policy(Unit.PERCENT, 1000, 15)), Select.MAX);
    private static final Behavior DOWN = new Behavior(0, List.of(new Policy(Unit.PERCENT, 100, 15)), Select.MAX);
    private static final Map<Kind, String> METRICS = Map.of(
            Kind.PODS_QUEUE, "{type: Pods, pods: {metric: {name: %s}, target: {type: AverageValue, averageValue: 30}}}",
            Kind.SHARED_QUEUE,
                    "{type: External, external: {metric: {name: %s}, target: {type: AverageValue, averageValue: 30}}}",
            Kind.WHOLE_QUEUE, "{type: External, external: {metric: {name: %s}, target: {type: Value, value: 30}}}");

    @Test
    void itCountsAsTheRealOne() throws IOException {
        try (TestNamespace namespace = TestNamespace.fresh();
                MetricsApi metrics = new MetricsApi(namespace)) {
            List<Watched> all = METRICS.keySet().stream()
                    .flatMap(kind -> QUEUES.stream().map(queue -> new Watched(namespace, kind, queue)))
                    .toList();
            namespace.kubectl("wait", "--for=condition=Available", "deployments", "--all", "--timeout=60s");
            for (int turn = 0; turn < QUEUES.get(0).size(); turn++) {
                for (Watched one : all) {
                    one.begin(turn, metrics);
                }
                if (turn == 0) {
                    namespace.apply(all.stream().map(Watched::autoscaler).collect(Collectors.joining("---\n")));
                }
                for (Watched one : all) {
                    one.goesAlike(turn, metrics);
                }
            }
            all.forEach(Watched::close);
        }
    }

    /** A Deployment with an autoscaler. */
    private static final class Watched implements Watcher<Deployment>, AutoCloseable {
        private final TestNamespace namespace;
        private final Kind kind;
        private final String app;
        private final List<Long> queue;
        private final Autoscaler modelled;
        private final List<Integer> counts = new CopyOnWriteArrayList<>();
        private final Watch watch;
        private double now;

        Watched(TestNamespace namespace, Kind kind, List<Long> queue) {
            this.namespace = namespace;
            this.kind = kind;
            this.queue = queue;
            app = kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-" + QUEUES.indexOf(queue);
            modelled = new Autoscaler(new HpaSpec(1, MOST, List.of(new Metric(kind, TARGET)), UP, DOWN));
            namespace.deployment(app, 2);
            watch = namespace
                    .admin()
                    .apps()
                    .deployments()
                    .inNamespace(namespace.name())
                    .withName(app)
                    .watch(this);
        }

        String autoscaler() {
            return """
                    apiVersion: autoscaling/v2
                    kind: HorizontalPodAutoscaler
                    metadata: {name: %1$s, namespace: %2$s}
                    spec:
                      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: %1$s}
                      minReplicas: 1
                      maxReplicas: %3$d
                      metrics: [%4$s]
                      behavior:
                        scaleUp: {stabilizationWindowSeconds: 0, policies: [{type: Percent, value: 1000, periodSeconds: 15}]}
                        scaleDown: {stabilizationWindowSeconds: 0, policies: [{type: Percent, value: 100, periodSeconds: 15}]}
                    """.formatted(app, namespace.name(), MOST, METRICS.get(kind).formatted(app));
        }

        @Override
        public void eventReceived(Action action, Deployment deployment) {
            int count = deployment.getSpec().getReplicas();
            if (counts.isEmpty() || counts.get(counts.size() - 1) != count) {
                counts.add(count);
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            // a test that sees no more fails by itself
        }

        /** Tells it what its queue is now. */
        void begin(int turn, MetricsApi metrics) {
            Waiting.until("it has been seen", () -> !counts.isEmpty());
            int last = counts.get(counts.size() - 1);
            counts.clear();
            counts.add(last);
            metrics.tell(app, queue.get(turn));
        }

        void goesAlike(int turn, MetricsApi metrics) {
            long waiting = queue.get(turn);
            List<Integer> expected = modelled(waiting);
            Waiting.until(
                    Duration.ofMinutes(1),
                    "%s at %d goes on to %s: %s".formatted(app, waiting, expected, counts),
                    () -> counts.size() >= expected.size());
            Waiting.until("it was asked twice beyond that", () -> metrics.asked(app) > expected.size());
            assertThat(counts).as("%s at %d", app, waiting).isEqualTo(expected);
        }

        /** Until it changes no more. */
        private List<Integer> modelled(long waiting) {
            List<Integer> expected = new ArrayList<>(List.of(counts.get(0)));
            while (true) {
                int count = expected.get(expected.size() - 1);
                now += 1000;
                int next = modelled.decide(now, new Reading(count, count, Double.NaN, waiting));
                if (next == count) {
                    return expected;
                }
                expected.add(next);
            }
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
