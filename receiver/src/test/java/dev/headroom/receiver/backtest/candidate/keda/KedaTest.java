package dev.headroom.receiver.backtest.candidate.keda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Policy;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Select;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Unit;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec.Fallback;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec.Trigger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases from KEDA's pages "ScaledObject specification" and "Scaling Deployments". */
class KedaTest {

    private static final Behavior AT_ONCE = new Behavior(0, List.of(new Policy(Unit.PERCENT, 1000, 15)), Select.MAX);

    private static KedaSpec spec(boolean toZero, Kind kind, boolean cached) {
        Trigger trigger = new Trigger("queue", new Metric(kind, 30), "llm_queue_length", 5, true, cached);
        HpaSpec hpa = new HpaSpec(2, 20, List.of(trigger.metric()), AT_ONCE, AT_ONCE);
        return new KedaSpec(30, 300, 0, toZero, Optional.of(new Fallback(3, 6)), List.of(trigger), hpa);
    }

    /** AverageValue divides the queue by the pods; Value makes the ready ones as many times more as it is over the target. */
    @ParameterizedTest
    @CsvSource({
        "SHARED_QUEUE, 4, 4, 150, 5",
        "SHARED_QUEUE, 4, 2, 150, 5",
        "SHARED_QUEUE, 4, 4, 125, 4", // within a tenth of four times 30
        "SHARED_QUEUE, 4, 4, 6, 2", // the HPA's least
        "SHARED_QUEUE, 4, 4, 900, 20",
        "WHOLE_QUEUE, 4, 4, 60, 8",
        "WHOLE_QUEUE, 4, 3, 60, 6",
    })
    void betweenOneAndTheMostKubernetesDecides(Kind kind, int replicas, int ready, double value, int wanted) {
        assertThat(new Keda(spec(true, kind, false)).decide(0, replicas, ready, new double[] {value}))
                .isEqualTo(wanted);
    }

    /** A value above the activation threshold of 5, not at it, begins at the next poll. */
    @Test
    void fromZeroItGoesToTheLeastAtAPollThatFindsATriggerActive() {
        Keda keda = new Keda(spec(true, Kind.SHARED_QUEUE, false));
        assertThat(keda.decide(0, 0, 0, new double[] {5})).isZero();
        assertThat(keda.decide(15, 0, 0, new double[] {900})).as("no poll").isZero();
        assertThat(keda.decide(30, 0, 0, new double[] {59})).isEqualTo(2);
    }

    /** 300 s after the last trigger reported active, whatever the count. */
    @Test
    void itGoesToZeroAfterTheCooldown() {
        Keda keda = new Keda(spec(true, Kind.SHARED_QUEUE, false));
        assertThat(keda.decide(60, 4, 4, new double[] {120})).isEqualTo(4);
        for (long seconds = 90; seconds <= 360; seconds += 30) {
            assertThat(keda.decide(seconds, 4, 4, new double[] {0})).isEqualTo(2);
        }
        assertThat(keda.decide(390, 2, 2, new double[] {0})).isZero();
    }

    @Test
    void withALeastCountItNeverGoesBelow() {
        Keda keda = new Keda(spec(false, Kind.SHARED_QUEUE, false));
        assertThat(keda.decide(6000, 2, 2, new double[] {0})).isEqualTo(2);
        assertThat(keda.decide(6030, 0, 0, new double[] {0})).as("set back").isEqualTo(2);
    }

    @Test
    void itsCooldownBeginsNotBeforeTheInitialOne() {
        KedaSpec usual = spec(true, Kind.SHARED_QUEUE, false);
        KedaSpec late = new KedaSpec(30, 300, 600, true, Optional.empty(), usual.triggers(), usual.hpa());
        assertThat(new Keda(late).decide(900, 2, 2, new double[] {0})).isEqualTo(2);
        assertThat(new Keda(late).decide(930, 2, 2, new double[] {0})).isZero();
    }

    /** target x fallback replicas, once more than three failures were one after the other. */
    @Test
    void aTriggerThatFailsTooOftenIsReplaced() {
        Keda keda = new Keda(spec(true, Kind.SHARED_QUEUE, false));
        double[] fails = {Double.NaN};
        assertThat(keda.decide(0, 4, 4, fails)).isEqualTo(4);
        assertThat(keda.decide(15, 4, 4, fails)).isEqualTo(4);
        assertThat(keda.decide(30, 4, 4, fails)).isEqualTo(4);
        assertThat(keda.decide(45, 4, 4, fails)).isEqualTo(6);
        assertThat(keda.decide(60, 6, 6, new double[] {60}))
                .as("it is told again")
                .isEqualTo(2);
    }

    /** The page: it is not supported for Value. */
    @Test
    void aFallbackIsForAverageValuesAlone() {
        Keda keda = new Keda(spec(true, Kind.WHOLE_QUEUE, false));
        for (long seconds = 0; seconds < 300; seconds += 15) {
            assertThat(keda.decide(seconds, 4, 4, new double[] {Double.NaN})).isEqualTo(4);
        }
    }

    @Test
    void whatIsCachedIsThatOfTheLastPoll() {
        Keda keda = new Keda(spec(true, Kind.SHARED_QUEUE, true));
        assertThat(keda.decide(0, 4, 4, new double[] {150})).isEqualTo(5);
        assertThat(keda.decide(15, 5, 5, new double[] {600})).isEqualTo(5);
        assertThat(keda.decide(30, 5, 5, new double[] {600})).isEqualTo(20);
    }

    /** Kubernetes: where a metric cannot be told it takes the most of the others, and does not go down. */
    @Test
    void theMostOfSeveralDecidesAndNothingGoesDownWithoutAll() {
        Metric queue = new Metric(Kind.SHARED_QUEUE, 30);
        List<Trigger> two = List.of(
                new Trigger("a", queue, "a", 0, true, false),
                new Trigger("b", new Metric(Kind.UTILISATION, 0.5), "", 0, true, false));
        HpaSpec hpa = new HpaSpec(1, 20, List.of(queue, two.get(1).metric()), AT_ONCE, AT_ONCE);
        KedaSpec spec = new KedaSpec(30, 300, 0, true, Optional.empty(), two, hpa);
        assertThat(new Keda(spec).decide(0, 4, 4, new double[] {30, 1})).isEqualTo(8);
        assertThat(new Keda(spec).decide(0, 4, 4, new double[] {30, Double.NaN}))
                .isEqualTo(4);
        assertThat(new Keda(spec).decide(0, 4, 4, new double[] {300, Double.NaN}))
                .isEqualTo(10);
    }
}
