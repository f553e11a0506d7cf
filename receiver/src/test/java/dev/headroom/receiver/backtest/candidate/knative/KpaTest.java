package dev.headroom.receiver.backtest.candidate.knative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cases from Knative's pages "KPA-specific configuration" and "Configuring targets", with ten requests a pod. */
class KpaTest {

    private static KpaSpec spec(int min, double maxUp, double maxDown, int delay, int activation) {
        return new KpaSpec(min, 20, 10, 60, 6, 2, maxUp, maxDown, delay, activation);
    }

    private static final KpaSpec USUAL = spec(0, 1000, 2, 0, 1);

    private static Kpa seeing(KpaSpec spec, int seconds, double requests) {
        Kpa kpa = new Kpa(spec, 1);
        for (int second = 0; second < seconds; second++) {
            kpa.observe(requests);
        }
        return kpa;
    }

    /** ceil(requests / target), at most halved at once. */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "1, 1, 1", "2, 20, 2", "2, 21, 3", "2, 39, 4", "8, 21, 4", "8, 45, 5", "8, 0, 4"})
    void theMeanOfTheStableWindowDecides(int ready, double requests, int wanted) {
        assertThat(seeing(USUAL, 60, requests).decide(60, ready)).isEqualTo(wanted);
    }

    @Test
    void theCountGrowsAtMostByTheRate() {
        KpaSpec slow = spec(0, 1.5, 2, 0, 1);
        assertThat(seeing(slow, 60, 150).decide(60, 2)).isEqualTo(3);
        assertThat(seeing(slow, 60, 150).decide(60, 1))
                .as("never stuck: 1.5 is 2")
                .isEqualTo(2);
    }

    @Test
    void theLimitsHold() {
        assertThat(seeing(spec(3, 1000, 2, 0, 1), 60, 1).decide(60, 3)).isEqualTo(3);
        assertThat(seeing(USUAL, 60, 900).decide(60, 3)).isEqualTo(20);
        assertThat(seeing(spec(0, 1000, 2, 0, 5), 60, 1).decide(60, 1))
                .as("activation scale")
                .isEqualTo(5);
        assertThat(seeing(spec(0, 1000, 2, 0, 5), 60, 0).decide(60, 1)).isZero();
    }

    /** The last six seconds ask for twice what is ready: their mean counts, and nothing goes down until a minute after. */
    @Test
    void aBurstIsPanicWhichNeverGoesDown() {
        Kpa kpa = seeing(USUAL, 54, 10);
        for (int second = 54; second < 60; second++) {
            kpa.observe(60);
        }
        assertThat(kpa.decide(60, 1))
                .as("6 by the panic window, 2 by the stable one")
                .isEqualTo(6);
        List<Integer> counts = new ArrayList<>();
        for (int second = 60; second <= 126; second += 2) {
            kpa.observe(10);
            kpa.observe(10);
            counts.add(kpa.decide(second + 2, 6));
        }
        assertThat(counts.subList(0, 30)).as("until second 120").containsOnly(6);
        assertThat(counts.get(30)).as("second 122: halved").isEqualTo(3);
    }

    @Test
    void justBelowTheThresholdIsNoPanic() {
        Kpa kpa = seeing(USUAL, 54, 50);
        for (int second = 54; second < 60; second++) {
            kpa.observe(90);
        }
        assertThat(kpa.decide(60, 5))
                .as("9 pods are not twice 5; 54 requests on average")
                .isEqualTo(6);
    }

    @Test
    void whatIsThereAlreadyStaysUntilEnoughIsSeen() {
        Kpa kpa = new Kpa(USUAL, 4);
        kpa.observe(0);
        assertThat(kpa.decide(0, 4)).isEqualTo(4);
        assertThat(kpa.decide(60, 4)).isEqualTo(4);
        assertThat(kpa.decide(62, 4)).isEqualTo(2);
    }

    @Test
    void fewerMustHaveBeenWantedForTheDelay() {
        Kpa kpa = seeing(spec(0, 1000, 2, 30, 1), 60, 35);
        assertThat(kpa.decide(60, 4)).isEqualTo(4);
        for (int second = 0; second < 60; second++) {
            kpa.observe(15);
        }
        assertThat(kpa.decide(62, 4)).isEqualTo(4);
        assertThat(kpa.decide(90, 4)).isEqualTo(4);
        assertThat(kpa.decide(92, 4)).isEqualTo(2);
    }
}
