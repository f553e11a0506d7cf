package dev.headroom.receiver.bench;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Decider;
import dev.headroom.receiver.decision.Decision;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Ledger;
import dev.headroom.receiver.decision.ServiceState;
import dev.headroom.receiver.decision.Situation;
import dev.headroom.receiver.decision.Trials;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * One evaluation by the shipped policy, from what is known of the alerts to a decision for every service.
 *
 * <p>The alerts are spread over all services, all their triggers and both directions, as if every rule fired for
 * thousands of instances: each of them is looked at by some rule of the policy.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class EvaluationBenchmark {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofHours(13), null);

    @Param("10000")
    public int alerts;

    private ScalingPolicy policy;
    private List<AlertState> known;
    private Map<String, ServiceState> services;

    @Setup
    public void read() {
        policy = PolicyFile.read(Path.of("alert-rules", "scaling-policy.yml"));
        List<Map<String, String>> labels = labels();
        known = IntStream.range(0, alerts)
                .mapToObj(i -> firing(i, labels.get(i % labels.size())))
                .toList();
        services = new HashMap<>();
        policy.services().forEach((name, service) -> services.put(name, state(service)));
    }

    @Benchmark
    public List<Decision> evaluation() {
        FiringAlerts firing = FiringAlerts.at(Moment.steady(NOW), known, LIFECYCLE, end -> true);
        Evidence evidence = new Evidence(
                Moment.steady(NOW.minusSeconds(600)),
                Moment.steady(NOW),
                Evidence.Source.unheard(Watchdog.none()),
                Duration.ofMinutes(5),
                null);
        return Decider.decide(
                policy,
                new Situation(
                        Moment.steady(NOW),
                        firing,
                        services,
                        Ledger.empty(),
                        evidence,
                        VramGate.unchecked(),
                        Trials.NONE));
    }

    private List<Map<String, String>> labels() {
        return policy.services().values().stream()
                .flatMap(service -> service.triggers().values().stream().flatMap(trigger -> labels(service, trigger)))
                .toList();
    }

    private static Stream<Map<String, String>> labels(ServicePolicy service, Trigger trigger) {
        return Stream.of("up", "down")
                .map(scale -> Map.of(
                        "alertname",
                        service.name() + " " + trigger.name() + " " + scale,
                        "service",
                        service.name(),
                        "trigger",
                        trigger.name(),
                        "scale",
                        scale,
                        "priority",
                        "P2"));
    }

    private static AlertState firing(int number, Map<String, String> rule) {
        Map<String, String> labels = new HashMap<>(rule);
        labels.put("instance", "10.0." + number / 256 + "." + number % 256 + ":9100");
        Instant start = NOW.minusSeconds(60);
        Alert alert = new Alert(
                new Fingerprint("%016x".formatted(number * 0x9E3779B97F4A7C15L)),
                labels,
                Map.of("summary", "alert " + number),
                start);
        return new AlertState(alert, AlertState.Phase.FIRING, Moment.steady(start), Moment.steady(start), null);
    }

    private static ServiceState state(ServicePolicy service) {
        return new ServiceState(service.name(), service.replicas().max() - 1, null, null);
    }

    /** Runs it in a JVM of its own, from the root of the repository. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(EvaluationBenchmark.class.getSimpleName())
                        .jvmArgsAppend("-Xmx256m", "-XX:+UseSerialGC")
                        .build())
                .run();
    }
}
