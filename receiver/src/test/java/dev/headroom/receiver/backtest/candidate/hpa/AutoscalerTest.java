package dev.headroom.receiver.backtest.candidate.hpa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.candidate.hpa.Autoscaler.Reading;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Behavior;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Kind;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Metric;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Policy;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Select;
import dev.headroom.receiver.backtest.candidate.hpa.HpaSpec.Unit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases worked out by hand from Kubernetes' page "Horizontal Pod Autoscaling". */
class AutoscalerTest {

    private static final Behavior AT_ONCE = new Behavior(0, List.of(new Policy(Unit.PERCENT, 1000, 15)), Select.MAX);
    private static final Behavior DOWN_AT_ONCE =
            new Behavior(0, List.of(new Policy(Unit.PERCENT, 100, 15)), Select.MAX);

    private static HpaSpec spec(int min, int max, Behavior up, Behavior down) {
        return new HpaSpec(min, max, List.of(new Metric(Kind.UTILISATION, 0.5)), up, down);
    }

    private static Reading busy(int replicas, double utilisation) {
        return new Reading(replicas, replicas, utilisation, 0);
    }

    /** ceil(replicas x metric / target), and nothing within a tenth of the target. */
    @ParameterizedTest
    @CsvSource({
        "4, 1.00, 8", // twice the target doubles
        "4, 0.25, 2", // half of it halves
        "4, 0.51, 4",
        "4, 0.55, 4", // 1.1 is still within the tolerance
        "4, 0.56, 5", // 4.48
        "4, 0.45, 4",
        "4, 0.44, 4", // 3.52, rounded up
        "10, 0.44, 9", // 8.8
    })
    void theRatioDecidesBeyondItsTolerance(int replicas, double utilisation, int wanted) {
        Autoscaler autoscaler = new Autoscaler(spec(1, 100, AT_ONCE, DOWN_AT_ONCE));
        assertThat(autoscaler.decide(0, busy(replicas, utilisation))).isEqualTo(wanted);
    }

    @Test
    void theMetricThatAsksForMostDecides() {
        HpaSpec both = new HpaSpec(
                1,
                100,
                List.of(new Metric(Kind.UTILISATION, 0.7), new Metric(Kind.SHARED_QUEUE, 30)),
                AT_ONCE,
                DOWN_AT_ONCE);
        assertThat(new Autoscaler(both).decide(0, new Reading(2, 2, 0.2, 151))).isEqualTo(6);
        assertThat(new Autoscaler(both).decide(0, new Reading(2, 2, 1, 62))).isEqualTo(3);
        assertThat(new Autoscaler(both).decide(0, new Reading(2, 2, 0.7, 64)))
                .as("64 of 60 is within the tolerance")
                .isEqualTo(2);
    }

    private static Reading queue(int replicas, int ready, double waiting) {
        return new Reading(replicas, ready, 0, waiting);
    }

    /** Each pod tells the whole queue, so that their mean is the queue, and the count is multiplied by it. */
    @ParameterizedTest
    @CsvSource({
        "PODS_QUEUE, 2, 2, 60, 4", // ceil(2 x 60 / 30)
        "PODS_QUEUE, 6, 6, 60, 12", // not the 2 that the queue needs
        "PODS_QUEUE, 6, 6, 15, 3",
        "PODS_QUEUE, 6, 6, 31, 6", // within the tolerance
        "PODS_QUEUE, 6, 6, 0, 0",
        "PODS_QUEUE, 4, 2, 45, 4", // 1.5 for two, nothing for the others: 0.75 would turn it round
        "PODS_QUEUE, 4, 3, 60, 6", // 2 x 3 / 4 = 1.5
        "PODS_QUEUE, 4, 2, 15, 3", // the two that tell nothing count as at the target
        "PODS_QUEUE, 4, 2, 27, 4", // 0.95 of all is within the tolerance
        "PODS_QUEUE, 4, 0, 900, 4", // nobody tells
        "SHARED_QUEUE, 6, 6, 60, 2",
        "SHARED_QUEUE, 2, 1, 151, 6", // whoever is ready
        "SHARED_QUEUE, 2, 2, 65, 2", // 65 of 60 is within the tolerance
        "WHOLE_QUEUE, 6, 6, 60, 12",
        "WHOLE_QUEUE, 6, 3, 60, 6", // by those that are ready
        "WHOLE_QUEUE, 6, 6, 28, 6",
        "WHOLE_QUEUE, 6, 6, 0, 0",
    })
    void theQueueDecidesAsItsMetricIsDefined(Kind kind, int replicas, int ready, double waiting, int wanted) {
        HpaSpec spec = new HpaSpec(1, 100, List.of(new Metric(kind, 30)), AT_ONCE, DOWN_AT_ONCE);
        assertThat(new Autoscaler(spec).wanted(queue(replicas, ready, waiting))).isEqualTo(wanted);
    }

    /** Pods that are not ready count as 0 % where more are asked for, and are left out where fewer are. */
    @Test
    void podsThatAreNotReadyDampAScaleUp() {
        Autoscaler autoscaler = new Autoscaler(spec(1, 100, AT_ONCE, DOWN_AT_ONCE));
        assertThat(autoscaler.wanted(new Reading(4, 2, 0.75, 0)))
                .as("0.375 on average would turn it round")
                .isEqualTo(4);
        assertThat(autoscaler.wanted(new Reading(4, 3, 1.0, 0))).isEqualTo(6);
        assertThat(autoscaler.wanted(new Reading(4, 2, 0.25, 0))).isEqualTo(1);
    }

    /** The documented default: the highest of the last 5 minutes counts for a scale-down. */
    @Test
    void aScaleDownWaitsForItsStabilizationWindow() {
        Autoscaler autoscaler = new Autoscaler(spec(1, 100, Behavior.UP, Behavior.DOWN));
        assertThat(autoscaler.decide(0, busy(8, 0.5))).isEqualTo(8);
        assertThat(autoscaler.decide(15, busy(8, 0.25))).isEqualTo(8);
        assertThat(autoscaler.decide(150, busy(8, 0.3))).isEqualTo(8);
        assertThat(autoscaler.decide(299, busy(8, 0.25))).isEqualTo(8);
        assertThat(autoscaler.decide(315, busy(8, 0.25)))
                .as("the 5 of second 150 is the highest left")
                .isEqualTo(5);
    }

    /** The lowest of the window counts for a scale-up. */
    @Test
    void aScaleUpWaitsForItsStabilizationWindow() {
        Behavior slow = new Behavior(60, List.of(new Policy(Unit.PERCENT, 1000, 15)), Select.MAX);
        Autoscaler autoscaler = new Autoscaler(spec(1, 100, slow, DOWN_AT_ONCE));
        assertThat(autoscaler.decide(0, busy(4, 0.5))).isEqualTo(4);
        assertThat(autoscaler.decide(15, busy(4, 1.0))).isEqualTo(4);
        assertThat(autoscaler.decide(45, busy(4, 0.75))).isEqualTo(4);
        assertThat(autoscaler.decide(60, busy(4, 1.0))).as("6 at second 45").isEqualTo(6);
    }

    /** The page's example: 80 pods, at most 10 % or 4 of them a minute, whichever is more. */
    @Test
    void aScaleDownByPercentAndPods() {
        Behavior down =
                new Behavior(0, List.of(new Policy(Unit.PODS, 4, 60), new Policy(Unit.PERCENT, 10, 60)), Select.MAX);
        Autoscaler autoscaler = new Autoscaler(spec(10, 100, AT_ONCE, down));
        List<Integer> counts = new ArrayList<>();
        int count = 80;
        for (int minute = 0; minute < 13; minute++) {
            count = autoscaler.decide(minute * 60, busy(count, 0.01));
            counts.add(count);
        }
        assertThat(counts).containsExactly(72, 64, 57, 51, 45, 40, 36, 32, 28, 24, 20, 16, 12);
    }

    @Test
    void withinAPeriodWhatWasDoneCounts() {
        Behavior down = new Behavior(0, List.of(new Policy(Unit.PODS, 4, 60)), Select.MAX);
        Autoscaler autoscaler = new Autoscaler(spec(1, 100, AT_ONCE, down));
        assertThat(autoscaler.decide(0, busy(20, 0.1))).isEqualTo(16);
        assertThat(autoscaler.decide(15, busy(16, 0.1))).isEqualTo(16);
        assertThat(autoscaler.decide(60, busy(16, 0.1))).isEqualTo(12);
    }

    /** The documented default: double, or 4 pods, in 15 seconds, whichever is more. */
    @Test
    void aScaleUpByPercentAndPods() {
        Autoscaler autoscaler = new Autoscaler(spec(1, 100, Behavior.UP, Behavior.DOWN));
        assertThat(autoscaler.decide(0, busy(1, 50))).isEqualTo(5);
        assertThat(autoscaler.decide(15, busy(5, 50))).isEqualTo(10);
        assertThat(autoscaler.decide(30, busy(10, 50))).isEqualTo(20);
    }

    @Test
    void thePolicyThatAllowsLeastHoldsWhereMinIsSelected() {
        List<Policy> policies = List.of(new Policy(Unit.PODS, 4, 60), new Policy(Unit.PERCENT, 10, 60));
        Behavior most = new Behavior(0, policies, Select.MAX);
        Behavior least = new Behavior(0, policies, Select.MIN);
        assertThat(new Autoscaler(spec(1, 100, most, most)).decide(0, busy(20, 5)))
                .isEqualTo(24);
        assertThat(new Autoscaler(spec(1, 100, least, least)).decide(0, busy(20, 5)))
                .isEqualTo(22);
        assertThat(new Autoscaler(spec(1, 100, least, least)).decide(0, busy(20, 0.1)))
                .isEqualTo(18);
    }

    @Test
    void disabledMeansNever() {
        Behavior never = new Behavior(0, Behavior.DOWN.policies(), Select.DISABLED);
        assertThat(new Autoscaler(spec(1, 100, AT_ONCE, never)).decide(0, busy(20, 0.1)))
                .isEqualTo(20);
        assertThat(new Autoscaler(spec(1, 100, never, DOWN_AT_ONCE)).decide(0, busy(20, 5)))
                .isEqualTo(20);
    }

    @Test
    void theLimitsHold() {
        Autoscaler autoscaler = new Autoscaler(spec(2, 8, AT_ONCE, DOWN_AT_ONCE));
        assertThat(autoscaler.decide(0, busy(7, 1))).isEqualTo(8);
        assertThat(autoscaler.decide(15, busy(8, 0.01))).isEqualTo(2);
        assertThat(autoscaler.decide(30, busy(1, 0.5))).isEqualTo(2);
        assertThat(autoscaler.decide(45, busy(12, 0.5))).isEqualTo(8);
    }
}
