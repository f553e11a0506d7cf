package dev.headroom.receiver.backtest.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is rebuilt comes to the counts, as far as these tell. */
class RebuiltTest {

    private static final Instant BEGINS = Instant.parse("2026-01-01T00:00:00Z");
    private static final int STEP = 15;
    private static final Family LLM = Family.ALL.get(0);

    private static Trace truth(Days day) {
        return day.trace(BEGINS, 6, 1, 1);
    }

    private static Counted counted(Played played, double[] running, Durations durations) {
        return new Counted(BEGINS, STEP, Played.increases(played.ended), played.waiting, running, running, durations);
    }

    private static double[] untold(Played played) {
        return Durations.untold(played.ended.length).seconds();
    }

    private static double mean(Trace trace) {
        return trace.requests().stream().mapToDouble(Request::work).average().orElse(0);
    }

    /** Those that came by a moment are those that ended by then, wait or are worked on. */
    @ParameterizedTest
    @EnumSource(Days.class)
    void asManyComeAsWereCounted(Days day) {
        Trace truth = truth(day);
        Played played = new Played(truth, STEP, false);
        Trace rebuilt = Rebuilt.of(counted(played, played.running, played.durations()), LLM, 1)
                .trace();
        assertThat(rebuilt.requests()).hasSameSizeAs(truth.requests());
        for (int point = 0; point < played.ended.length; point += 100) {
            double now = (double) point * STEP;
            assertThat(rebuilt.requests().stream().filter(request -> request.at() <= now))
                    .hasSize((int) truth.requests().stream()
                            .filter(request -> request.at() <= now)
                            .count());
        }
        assertThat(mean(rebuilt)).isCloseTo(mean(truth), within(0.01 * mean(truth)));
    }

    /** As vLLM's histogram does, of requests that waited in it; a worker's own has the work alone. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whetherDurationsHaveTheWaitInThemIsFoundOut(boolean withWait) {
        Trace truth = truth(Days.BURSTS);
        Played played = new Played(truth, STEP, withWait);
        Counted counted = played.counted(BEGINS);
        assertThat(new MeanWork(counted).hasWait()).isEqualTo(withWait);
        Rebuilt rebuilt = Rebuilt.of(counted, LLM, 1);
        assertThat(mean(rebuilt.trace())).isCloseTo(mean(truth), within(0.015 * mean(truth)));
        assertThat(rebuilt.unknown().stream().anyMatch(line -> line.contains("has the wait in it")))
                .isEqualTo(withWait);
    }

    /** The quantiles of all works, not only their mean. */
    @Test
    void worksDifferAsTheyDid() {
        Trace truth = truth(Days.HEAVY_TAILED);
        Played played = new Played(truth, STEP, false);
        Trace rebuilt = Rebuilt.of(counted(played, played.running, played.durations()), LLM, 1)
                .trace();
        double[] known =
                truth.requests().stream().mapToDouble(Request::work).sorted().toArray();
        double[] told =
                rebuilt.requests().stream().mapToDouble(Request::work).sorted().toArray();
        for (double share : new double[] {0.5, 0.9, 0.99}) {
            int rank = (int) (share * known.length);
            assertThat(told[rank]).as("quantile %s", share).isCloseTo(known[rank], within(0.15 * known[rank]));
        }
    }

    @Test
    void withoutDurationsTheWorkIsThatOfBusySlots() {
        Trace truth = truth(Days.DAILY);
        Played played = new Played(truth, STEP, false);
        Rebuilt rebuilt = Rebuilt.of(counted(played, played.running, Durations.untold(played.ended.length)), LLM, 1);
        assertThat(mean(rebuilt.trace())).isCloseTo(mean(truth), within(0.02 * mean(truth)));
        assertThat(rebuilt.unknown()).anyMatch(line -> line.contains("its spread is assumed (exponential)"));
    }

    /** Of the time before and behind a wait; that the durations have the wait in them is assumed then. */
    @Test
    void withoutBusySlotsTheWorkIsThatOfTimesWithoutAWait() {
        Trace truth = truth(Days.BURSTS);
        Played played = new Played(truth, STEP, true);
        Rebuilt rebuilt = Rebuilt.of(counted(played, untold(played), played.durations()), LLM, 1);
        assertThat(mean(rebuilt.trace())).isCloseTo(mean(truth), within(0.03 * mean(truth)));
        assertThat(rebuilt.unknown())
                .anyMatch(line ->
                        line.startsWith("nothing is told of llm_tasks_running: a request comes here when it ended"))
                .anyMatch(
                        line -> line.endsWith("their work is taken to differ as before and to take as long as before"));
    }

    @Test
    void whatIsNotToldIsSaidWithWhatComesOfIt() {
        int points = 5;
        double[] untold = Durations.untold(points).seconds();
        double[] ended = {Double.NaN, 2, Double.NaN, Double.NaN, 1};
        double[] busy = {1, 1, 1, 1, 1};
        Rebuilt rebuilt =
                Rebuilt.of(new Counted(BEGINS, STEP, ended, untold, untold, busy, Durations.untold(points)), LLM, 1);
        assertThat(rebuilt.unknown())
                .hasSize(5)
                .anyMatch(line -> line.startsWith("nothing is told of llm_queue_length: requests count as they end"))
                .anyMatch(line -> line.contains("gpu_utilization), times their count and --slots, and its spread"))
                .contains("for 30 s nothing is told of ends: no request comes then");
        assertThat(rebuilt.trace().requests())
                .extracting(request -> (int) (request.at() / STEP))
                .containsExactly(0, 0, 3);
    }

    @Test
    void whereNothingTellsTheWorkItIsRefused() {
        int points = 100;
        double[] always = new double[points];
        Arrays.fill(always, 3);
        Durations durations = new Durations(new double[0], new double[0][], always, always);
        Counted counted = new Counted(
                BEGINS,
                STEP,
                always,
                always,
                Durations.untold(points).seconds(),
                Durations.untold(points).seconds(),
                durations);
        assertThatThrownBy(() -> Rebuilt.of(counted, LLM, 1))
                .isInstanceOf(BacktestException.class)
                .hasMessage(
                        "--closed-loop: nothing tells how long the work takes: requests wait all the time, and how many are"
                                + " worked on is not known; ask for a longer time with --since");
    }

    @Test
    void theSameSeedMakesTheSameRequests() {
        Played played = new Played(truth(Days.FLAT), STEP, false);
        Counted counted = counted(played, played.running, played.durations());
        List<Request> first = Rebuilt.of(counted, LLM, 1).trace().requests();
        assertThat(Rebuilt.of(counted, LLM, 1).trace().requests()).isEqualTo(first);
        assertThat(Rebuilt.of(counted, LLM, 2).trace().requests()).isNotEqualTo(first);
    }

    /** Of waits of 1 % of the durations, which are seen at samples at which more are worked on than else. */
    @Test
    void fewWaitsAreToldFromTheWork() {
        Trace truth = Days.RAMP.trace(BEGINS, 24, 1, 1);
        for (boolean withWait : new boolean[] {false, true}) {
            Played played = new Played(truth, STEP, withWait);
            assertThat(new MeanWork(counted(played, played.running, played.durations())).hasWait())
                    .isEqualTo(withWait);
        }
    }

    /** As many in each bucket, and as long in all, of each step and so of each hour. */
    @ParameterizedTest
    @EnumSource(
            value = Days.class,
            names = {"FLAT", "HEAVY_TAILED"})
    void bucketsAndSumsHold(Days day) {
        Trace truth = day.trace(BEGINS, 6, 4, 1);
        Played played = new Played(truth, STEP, false);
        Trace rebuilt = Rebuilt.of(counted(played, played.running, played.durations()), LLM, 1)
                .trace();
        for (double bound : new double[] {0.5, 1, 2, 4, 8, 16}) {
            assertThat(longer(rebuilt, bound))
                    .as("longer than %s s", bound)
                    .isCloseTo(longer(truth, bound), within(longer(truth, bound) / 500));
        }
        assertThat(mean(rebuilt)).isCloseTo(mean(truth), within(1e-3 * mean(truth)));
    }

    private static long longer(Trace trace, double seconds) {
        return trace.requests().stream()
                .filter(request -> request.work() > seconds)
                .count();
    }

    @Test
    void aBucketIsDenserWhereItsNeighboursAre() {
        double[] counts = {2, 6, 1, 2};
        double[] usual = {40, 20, 10, 2};
        Spread spread = new Spread.Buckets(new double[] {1, 2, 3, Double.POSITIVE_INFINITY}, counts, usual);
        assertThat(spread.at(0)).isZero();
        assertThat(spread.at(1 / 11.0))
                .isCloseTo(Math.log1p(0.5 * Math.expm1(-Math.log(2))) / -Math.log(2), within(1e-9));
        assertThat(spread.at(2 / 11.0)).isCloseTo(1, within(1e-9));
        assertThat(spread.at(5 / 11.0)).isBetween(1.4, 1.45);
        assertThat(spread.at(10 / 11.0)).as("half of those beyond").isCloseTo(3 * Math.sqrt(2), within(1e-9));
        double mean = IntStream.range(0, 1_000_000)
                .mapToDouble(i -> spread.at((i + 0.5) / 1e6))
                .average()
                .orElse(0);
        assertThat(spread.mean()).isCloseTo(mean, within(1e-3));
    }
}
