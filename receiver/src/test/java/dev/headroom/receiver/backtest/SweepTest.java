package dev.headroom.receiver.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Figures;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec;
import dev.headroom.receiver.backtest.candidate.knative.KpaSpec;
import dev.headroom.receiver.backtest.model.Sleep;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Candidate HERE = Candidates.folder("here", ROOT);
    private static final Candidate HPA =
            new Candidates(ROOT).of("hpa:" + ROOT.resolve("docs/backtest/worker-llm-hpa.yaml"));

    private static Sweep sweep(String... variables) {
        return new Sweep(List.of(variables).stream().map(Variable::parse).toList());
    }

    private static AlertRule alert(Candidate candidate, String name) {
        return ((Candidate.Rules) candidate.plan())
                .rules().alerts().stream()
                        .filter(rule -> rule.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aThresholdTakesEveryValue() {
        List<Candidate> all = sweep("LLMQueueBuildup.threshold=20..80,30").of(List.of(HERE));
        assertThat(all)
                .extracting(candidate -> alert(candidate, "LLMQueueBuildup").expression())
                .containsExactly(
                        "service:llm_queue_length:max > 20",
                        "service:llm_queue_length:max > 50",
                        "service:llm_queue_length:max > 80");
        assertThat(all.get(0).name()).isEqualTo("here LLMQueueBuildup.threshold=20");
        assertThat(alert(all.get(0), "LLMQueueDrained")).isEqualTo(alert(HERE, "LLMQueueDrained"));
    }

    @Test
    void aThresholdMayBeWrittenWithoutBlanks() {
        AlertRule rule = alert(HERE, "LLMQueueBuildup");
        AlertRule tight = new AlertRule(
                rule.name(),
                "service:llm_queue_length:max>50",
                rule.pending(),
                rule.kept(),
                rule.interval(),
                rule.labels(),
                rule.annotations(),
                rule.delivery());
        RuleSet rules = ((Candidate.Rules) HERE.plan()).rules().with(List.of(tight));
        Candidate written = new Candidate("tight", new Candidate.Rules(rules));
        assertThat(sweep("LLMQueueBuildup.threshold=20,30").of(List.of(written)))
                .extracting(candidate -> alert(candidate, "LLMQueueBuildup").expression())
                .containsExactly("service:llm_queue_length:max>20", "service:llm_queue_length:max>30");
    }

    @Test
    void combinationsOfSeveral() {
        List<Candidate> all = sweep("LLMQueueBuildup.for=1m,5m", "queue_length.cooldown=5..15,5m")
                .of(List.of(HERE));
        assertThat(all).hasSize(6);
        assertThat(alert(all.get(3), "LLMQueueBuildup").pending()).isEqualTo(Duration.ofMinutes(5));
        assertThat(((Candidate.Rules) all.get(5).plan())
                        .rules()
                        .policy()
                        .service("worker-llm")
                        .triggers()
                        .get("queue_length")
                        .cooldown())
                .isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void targetsOfAnAutoscaler() {
        List<Candidate> all =
                sweep("hpa.utilization=30..40,10", "hpa.queue=2,30").of(List.of(HERE, HPA));
        assertThat(all)
                .hasSize(5)
                .as("what has nothing that is varied, as it is")
                .startsWith(HERE);
        assertThat(((Candidate.Hpa) all.get(3).plan()).spec().metrics())
                .containsExactly(new Metric(Kind.UTILISATION, 0.4), new Metric(Kind.PODS_QUEUE, 2));
    }

    @Test
    void settingsOfOtherAutoscalers() {
        Candidate keda = new Candidates(ROOT).of("keda:" + ROOT.resolve("docs/backtest/worker-llm-keda.yaml"));
        List<Candidate> all = sweep(
                        "keda.threshold=5,20", "keda.utilization=70", "keda.polling=1m", "keda.cooldown=10m")
                .of(List.of(HERE, keda));
        KedaSpec spec = ((Candidate.Keda) all.get(2).plan()).spec();
        assertThat(spec.hpa().metrics())
                .containsExactly(new Metric(Kind.SHARED_QUEUE, 20), new Metric(Kind.UTILISATION, 0.7))
                .isEqualTo(
                        spec.triggers().stream().map(KedaSpec.Trigger::metric).toList());
        assertThat(spec.polling()).isEqualTo(60);
        assertThat(spec.cooldown()).isEqualTo(600);

        Candidate kpa = new Candidates(ROOT).of("kpa");
        List<Candidate> others = sweep(
                        "kpa.target=2,3.5", "kpa.window=2m", "kpa.panic_threshold=3", "kpa.scale_down_delay=5m")
                .of(List.of(kpa));
        assertThat(others.get(1).name())
                .isEqualTo("kpa kpa.target=3.5 kpa.window=2m kpa.panic_threshold=3 kpa.scale_down_delay=5m");
        Candidate.Kpa varied = (Candidate.Kpa) others.get(1).plan();
        assertThat(KpaSpec.usual(2, 8, 4).with(varied.varied()))
                .isEqualTo(new KpaSpec(2, 8, 3.5, 120, 12, 3, 1000, 2, 300, 1));
    }

    @Test
    void whatNoCandidateHasIsTold() {
        assertThatThrownBy(() -> sweep("LLMQueueBuildUp.threshold=1").of(List.of(HERE)))
                .hasMessageContaining("no candidate has LLMQueueBuildUp.threshold; name an alert");
        assertThatThrownBy(() -> sweep("LLMQueueBuildup.for=1m", "hpa.queue=3").of(List.of(HERE)))
                .as("not passed over in silence because another is known")
                .hasMessageContaining("no candidate has hpa.queue");
        assertThatThrownBy(() -> sweep("LLMQueueBuildup.threshold=lots").of(List.of(HERE)))
                .hasMessageContaining("--sweep: must be a number, found \"lots\"");
        assertThatThrownBy(() -> sweep("LLMQueueBuildup.for=long").of(List.of(HERE)))
                .hasMessageContaining("--sweep: must be a duration, found \"long\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20..80,0", "80..20,10", "1..1000,1"})
    void aRangeHasSomeValuesAndNotTooMany(String range) {
        assertThatThrownBy(() -> Variable.parse("LLMQueueBuildup.threshold=" + range))
                .hasMessage("--sweep: a range must have 1 to 200 values, found \"" + range
                        + "\"; write from..to,step with a step of more than 0");
    }

    @Test
    void tooManyCombinationsAreRefusedBeforeTheyRun() {
        assertThatThrownBy(() -> sweep("LLMQueueBuildup.threshold=1..100,1", "LLMQueueDrained.threshold=1..100,1")
                        .of(List.of(HERE)))
                .hasMessageContaining("--sweep: must be at most 1000 combinations of values");
        assertThatThrownBy(() -> sweep("hpa.utilization=0..50,10").of(List.of(HPA)))
                .hasMessageContaining("hpa.utilization must be more than 0, found 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "LLMQueueBuildup",
                "LLMQueueBuildup.colour=1",
                "LLMQueueBuildup.threshold=",
                "keda.queue=3",
                "kpa.utilization=70",
                "hpa.cooldown=5m"
            })
    void anotherFormIsTold(String text) {
        assertThatThrownBy(() -> Variable.parse(text))
                .hasMessageContaining("--sweep: must be a name, what of it, and")
                .hasMessageContaining(
                        "What may vary is threshold or for or cooldown of rules, utilization or queue of hpa,"
                                + " threshold or utilization or polling or cooldown of keda, target or window or panic_threshold or"
                                + " scale_down_delay of kpa");
    }

    @Test
    void theFrontIsWhatNoOtherBeats() {
        Result cheap = result("cheap", 0.80, 100);
        Result better = result("better", 0.90, 110);
        Result dearer = result("dearer", 0.90, 115);
        Result worse = result("worse", 0.79, 105);
        Result best = result("best", 0.95, 150);
        assertThat(Sweep.front(List.of(best, worse, dearer, better, cheap)))
                .containsExactlyInAnyOrder(cheap, better, best);
    }

    private static Result result(String name, double objective, double hours) {
        Figures figures = new Figures(1, objective, 0, 0, hours, 0, 0, 0, Map.of(), Double.NaN, Double.NaN);
        return new Result(name, figures, List.of(), List.of(), Map.of(), List.of());
    }

    @Test
    void aLimitIsBrokenByWhatItForbids() {
        assertThat(Limit.parse("objective<95%").brokenBy(result("a", 0.94, 100)))
                .contains("a: objective<95% (objective is 0.94)");
        assertThat(Limit.parse("objective < 95%").brokenBy(result("a", 0.95, 100)))
                .isEmpty();
        assertThat(Limit.parse("replica_hours>120.5").brokenBy(result("a", 0.95, 121)))
                .isPresent();
        assertThat(Limit.parse("p90_ttft>3").brokenBy(result("a", 0.95, 121)))
                .as("what is not modelled keeps no limit")
                .contains("a: p90_ttft>3 (p90_ttft is not known; add --kv-tokens)");
        assertThatThrownBy(() -> Limit.parse("speed<3"))
                .hasMessage("--fail-if: must be a figure, < or >, and a number, found \"speed<3\"; write it like"
                        + " objective<95%, with one of actions, failures, minutes_at_max, objective, p90_tpot,"
                        + " p90_ttft, p99_wait, replica_hours, reversals");
    }

    @Test
    void candidatesAreNamedInManyWays() {
        assertThat(new Candidates(ROOT).of("static:4").plan()).isEqualTo(new Candidate.Fixed(4));
        assertThat(new Candidates(ROOT)
                        .of(ROOT.resolve("alert-rules/demand").toString())
                        .plan())
                .isInstanceOf(Candidate.Rules.class);
        assertThatThrownBy(() -> new Candidates(ROOT).of("static:four"))
                .hasMessage("static:four: must be a whole number, found \"four\"; write static:4");
        assertThatThrownBy(() -> new Candidates(ROOT).of("nowhere"))
                .hasMessageContaining(
                        "nowhere must be a folder with rules, git:REV, hpa:FILE, keda:FILE, kpa, llmd, static:N, oracle:SHARE or standby:WAKE,N");
        assertThat(new Candidates(ROOT).of("kpa").plan()).isEqualTo(new Candidate.Kpa(Optional.empty()));
        assertThat(new Candidates(ROOT).of("llmd").plan()).isEqualTo(new Candidate.Llmd());
        Candidate judged = new Candidate("here", new Candidate.Fixed(3));
        assertThat(new Candidates(ROOT).of("standby:4s,2", judged))
                .isEqualTo(new Candidate("standby:4s,2", judged.plan(), new Sleep(4, 2)));
        for (String spec : List.of("standby:4s", "standby:4,2", "standby:4s,two", "standby:4s,2,1")) {
            assertThatThrownBy(() -> new Candidates(ROOT).of(spec, judged))
                    .hasMessage(
                            spec + ": must be the time of a wake and how many may sleep at once; write standby:4s,2");
        }
    }
}
