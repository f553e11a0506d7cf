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
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** The quantiles of all works, at which alerts by latency look, and how much the longest weigh. */
    @ParameterizedTest
    @EnumSource(
            value = Days.class,
            names = {"FLAT", "HEAVY_TAILED"})
    void worksDifferAsTheyDid(Days day) {
        Trace truth = day.trace(BEGINS, 6, 4, 1);
        Trace rebuilt = Rebuilt.of(new Played(truth, STEP, false).counted(BEGINS), LLM, 1)
                .trace();
        double[] known = works(truth);
        double[] told = works(rebuilt);
        for (double share : new double[] {0.5, 0.95, 0.98}) {
            int rank = (int) (share * known.length);
            assertThat(told[rank]).as("quantile %s", share).isCloseTo(known[rank], within(0.016 * known[rank]));
        }
        assertThat(squares(told)).isCloseTo(squares(known), within(0.025 * squares(known)));
    }

    private static double[] works(Trace trace) {
        return trace.requests().stream().mapToDouble(Request::work).sorted().toArray();
    }

    private static double squares(double[] works) {
        return Arrays.stream(works).map(work -> work * work).sum();
    }

    /** Of times of which the shortest are 0.625 s: no neighbour of a bucket tells that. */
    @Test
    void howLongThoseOfABucketAreIsToldByTheSums() {
        Trace truth = Days.HEAVY_TAILED.trace(BEGINS, 6, 4, 1);
        Durations durations = new Played(truth, STEP, false).durations();
        double[] believed = means(durations, false);
        double[] told = means(durations, true);
        for (int bucket = 1; bucket < told.length; bucket++) {
            double low = Played.BOUNDS[bucket - 1];
            double high = Played.BOUNDS[bucket];
            double known = truth.requests().stream()
                    .mapToDouble(Request::work)
                    .filter(work -> work > low && work <= high)
                    .average()
                    .orElse(0);
            assertThat(told[bucket]).as("above %s", low).isCloseTo(known, within(0.025 * known));
        }
        assertThat(believed[1]).isGreaterThan(1.05 * told[1]);
    }

    /** As where a scrape came between the count and the buckets, or a label was dropped. */
    @Test
    void aMomentWithoutBucketsSpoilsNothing() {
        double[] number = {0, 10, 10, 10};
        double[] seconds = {0, 12, 12, 12};
        double[][] counts = {{0, 6, 0, 6}, {0, 4, 0, 4}};
        Durations durations = new Durations(new double[] {1, Double.POSITIVE_INFINITY}, counts, number, seconds);
        double[] none = new double[4];
        Counted counted = new Counted(BEGINS, STEP, number, none, none, none, durations);
        assertThat(mean(Rebuilt.of(counted, LLM, 1).trace())).isCloseTo(1.2, within(0.01));
    }

    /** As of a histogram whose sum nobody kept. */
    @ParameterizedTest
    @EnumSource(
            value = Days.class,
            names = {"FLAT", "BURSTS", "RAMP"})
    void withoutSumsTheBucketsTellTheMean(Days day) {
        Trace truth = truth(day);
        Played played = new Played(truth, STEP, false);
        TreeMap<Double, double[]> within = new TreeMap<>();
        double[] upTo = new double[played.ended.length];
        for (int bucket = 0; bucket < Played.BOUNDS.length; bucket++) {
            double[] more = Played.increases(played.buckets[bucket]);
            for (int point = 0; point < more.length; point++) {
                upTo[point] += more[point];
            }
            within.put(Played.BOUNDS[bucket], upTo.clone());
        }
        Durations durations = Durations.ofCumulative(within, untold(played));
        double ended = Arrays.stream(durations.number()).sum();
        assertThat(Arrays.stream(durations.seconds()).sum() / ended).isCloseTo(mean(truth), within(0.04 * mean(truth)));
    }

    private static double[] means(Durations durations, boolean told) {
        return BucketMeans.of(durations, point -> told).powers().stream()
                .mapToDouble(Power::mean)
                .toArray();
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

    @ParameterizedTest
    @CsvSource({"0, 2, 0.3", "0, 2, 1.6", "1, 2, 1.2", "1, 2, 1.5", "0.001, 60, 0.002", "64, 640, 66", "64, 640, 300"})
    void aBucketIsAsDenseAsItsMeanTells(double low, double high, double mean) {
        Power power = Power.of(low, high, mean);
        double drawn = IntStream.range(0, 100_000)
                .mapToDouble(i -> power.at((i + 0.5) / 1e5))
                .average()
                .orElse(0);
        assertThat(drawn).isCloseTo(mean, within(0.002 * mean));
        assertThat(power.at(0)).isCloseTo(low, within(1e-9));
        assertThat(power.at(1)).isCloseTo(high, within(1e-9));
    }
}
