package dev.headroom.receiver.backtest.candidate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.receiver.backtest.Candidates;
import dev.headroom.receiver.backtest.Traces;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import dev.headroom.receiver.backtest.model.Objective;
import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.policy.ServicePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of a small made trace, with the shipped files. */
class RunTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Trace TRACE = Traces.busyMiddle(1);
    private static final Candidate SHIPPED = Candidates.folder("shipped", ROOT);
    private static final Settings SETTINGS = settings();
    private static final Result RESULT = Run.of(SHIPPED, TRACE, SETTINGS);

    private static Settings settings() {
        ServicePolicy service =
                ((Candidate.Rules) SHIPPED.plan()).rules().policy().service("worker-llm");
        return Settings.of(service);
    }

    @Test
    void theSameInputGivesTheSameResult() {
        assertThat(Run.of(SHIPPED, TRACE, SETTINGS)).isEqualTo(RESULT);
        assertThat(Run.of(SHIPPED, Traces.busyMiddle(2), SETTINGS)).isNotEqualTo(RESULT);
    }

    @Test
    void theShippedRulesFollowTheLoadWithTheReceiversOwnReasons() {
        Result result = RESULT;
        assertThat(result.changes().get(0))
                .as("the schedule's floor of the peak hours, at the first evaluation")
                .satisfies(change -> {
                    assertThat(change.at()).isZero();
                    assertThat(change.to()).isEqualTo(4);
                    assertThat(change.why()).contains("worker-llm goes from 2 to 4", "schedule:peak");
                });
        assertThat(result.changes().subList(1, result.changes().size()))
                .anySatisfy(change -> assertThat(change.why()).contains("LLMHigh"))
                .anySatisfy(change -> assertThat(change.why()).containsAnyOf("LLMLow", "LLMQueueDrained"));
        assertThat(result.points().stream()
                        .mapToInt(Result.Point::replicas)
                        .max()
                        .orElse(0))
                .isBetween(5, 8);
        assertThat(result.figures().refused()).containsKeys(Guard.ROLLOUT, Guard.COOLDOWN);
        assertThat(result.missing())
                .containsOnlyKeys(
                        "instance:llm_cache_usage:max",
                        "nvidia_gpu_memory_free_bytes",
                        "nvidia_gpu_memory_total_bytes");
    }

    /** As much at once as fills 9 tenths of each cache, though no request waits and few slots are busy. */
    @Test
    void fullCachesBringAnotherReplica() {
        Work batching = new Work.Batching(64, 16_000, 50, 50, 20_000);
        Settings settings = new Settings(
                SETTINGS.service(), batching, GpuBusy.ANY, 30, new Objective.Begin(2), Settings.SAMPLE, Map.of(), 4);
        List<Request> requests = IntStream.range(0, 4000)
                .mapToObj(i -> new Request(i * 0.7, 24, 1000, 1000))
                .toList();
        Result result = Run.of(SHIPPED, new Trace(Traces.BEGINS, 2600, requests), settings);
        assertThat(result.changes())
                .anySatisfy(
                        change -> assertThat(change.why()).contains("worker-llm goes from 4 to 5: LLMHighVRAMUsage"));
        assertThat(result.missing())
                .containsOnlyKeys("nvidia_gpu_memory_free_bytes", "nvidia_gpu_memory_total_bytes")
                .containsValue(Set.of("VRAMHeadroomLow"));
    }

    /** Spec 1.2: at least 10 minutes between two actions of one trigger, 180 s of warm-up between any two. */
    @Test
    void cooldownsAndRolloutsHoldInVirtualTime() {
        Result result = RESULT;
        for (int i = 1; i < result.changes().size(); i++) {
            Change before = result.changes().get(i - 1);
            if (before.to() > before.from()) {
                assertThat(result.changes().get(i).at() - before.at()).isGreaterThanOrEqualTo(180);
            }
        }
    }

    @Test
    void theDemandVariantGoesToWhatIsWantedAtOnce() {
        Result result = Run.of(Candidates.folder("demand", ROOT.resolve("alert-rules/demand")), TRACE, SETTINGS);
        assertThat(result.changes())
                .anySatisfy(change -> {
                    assertThat(change.why()).contains("LLMDemandHigh");
                    assertThat(change.to() - change.from()).isGreaterThan(1);
                })
                .anySatisfy(change -> {
                    assertThat(change.why()).contains("LLMDemandLow");
                    assertThat(change.to()).isEqualTo(change.from() - 1);
                });
        assertThat(result.figures().reversals()).isLessThanOrEqualTo(3);
    }

    @Test
    void aFixedCountCostsItsHoursAndDoesNothing() {
        Result result = Run.of(new Candidate("static:3", new Candidate.Fixed(3)), TRACE, SETTINGS);
        assertThat(result.figures().replicaHours()).isCloseTo(12, within(1e-9));
        assertThat(result.figures().actions()).isZero();
        assertThat(result.figures().minutesAtMax()).isCloseTo(240, within(1.0));
        assertThat(result.figures().requests()).isEqualTo(TRACE.requests().size());
    }

    /** KEDA's trigger asks for what a recording rule makes of the queue. */
    @ParameterizedTest
    @ValueSource(strings = {"hpa:docs/backtest/worker-llm-hpa.yaml", "keda:docs/backtest/worker-llm-keda.yaml", "kpa"})
    void anotherAutoscalerScalesUpAndDownAgain(String spec) {
        Candidate other = new Candidates(ROOT).of(spec.replace(":", ":" + ROOT + "/"));
        Result result = Run.of(other, TRACE, SETTINGS);
        assertThat(result.missing()).isEmpty();
        assertThat(result.changes()).anyMatch(Change::up).anyMatch(change -> !change.up());
        assertThat(result.changes().get(result.changes().size() - 1).to()).isEqualTo(2);
    }
}
