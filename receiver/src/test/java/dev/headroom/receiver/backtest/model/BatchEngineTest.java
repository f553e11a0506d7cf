package dev.headroom.receiver.backtest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.receiver.backtest.model.Work.Batching;
import dev.headroom.receiver.backtest.trace.Request;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Worked out by hand: prompts at 1000 tokens a second, a token each 0.1 s alone, each 0.2 s of two. */
class BatchEngineTest {

    private static final Offset<Double> EXACT = within(1e-9);
    private static final Batching RATES = new Batching(4, 1000, 10, 1, 10_000);

    private final Requests requests = new Requests(new Objective.Stream(3, 0.15), 30);

    private QueueModel model(Batching rates, Request... all) {
        return new QueueModel(new Capacity(rates, 0, 30), 1, List.of(all), requests);
    }

    private static Request request(double at, double context, double generated) {
        return new Request(at, 0, context, generated);
    }

    @Test
    void oneAloneIsReadAndThenAnswered() {
        QueueModel model = model(RATES, request(1, 2000, 11));
        model.drain();
        assertThat(requests.p90Ttft()).isCloseTo(2, EXACT);
        assertThat(requests.p90Tpot()).isCloseTo(0.1, EXACT);
        assertThat(requests.duration(1, 10, 100)).isCloseTo(3, EXACT);
        assertThat(requests.withinObjective()).isOne();
    }

    /** The second prompt holds the first one's answer up for a second, and then each gets half as much. */
    @Test
    void aPromptHoldsUpTheBatchAndTheBatchSlowsEach() {
        QueueModel model = model(RATES, request(0, 1000, 11), request(1.5, 1000, 11));
        model.drain();
        // first token at 1, five more until 1.5, a pause until 2.5, five more until 3.5; the second one: 2.5, 3.5 (5),
        // 4.0 (10)
        assertThat(requests.duration(0, 10, 100)).as("the second").isCloseTo(2.5, EXACT);
        assertThat(requests.duration(1, 10, 100)).as("the first").isCloseTo(3.5, EXACT);
        assertThat(requests.p90Ttft()).isCloseTo(1, EXACT);
        assertThat(requests.withinObjective()).as("0.25 s a token, and 0.15 s").isEqualTo(0.5);
    }

    /** The second comes while the first one is read, and the third while the second is. */
    @Test
    void promptsAreReadOneAfterTheOther() {
        QueueModel model = model(RATES, request(0, 1000, 1), request(0.5, 1000, 1), request(1.75, 1000, 1));
        model.drain();
        assertThat(requests.duration(0, 10, 100)).isCloseTo(1, EXACT);
        assertThat(requests.duration(0.5, 10, 100)).as("the third").isCloseTo(1.25, EXACT);
        assertThat(requests.duration(1, 10, 100)).as("the second").isCloseTo(1.5, EXACT);
    }

    @Test
    void memoryAndSlotsLimitTheBatch() {
        QueueModel model = model(RATES, request(0, 4000, 100), request(0, 4000, 100), request(0, 4000, 100));
        model.advance(0);
        assertThat(model.running()).as("10,000 tokens hold two of 4,100").isEqualTo(2);
        assertThat(model.waiting()).isOne();
        QueueModel narrow = model(new Batching(1, 1000, 10, 1, 10_000), request(0, 10, 10), request(0, 10, 10));
        narrow.advance(0);
        assertThat(narrow.running()).isOne();
    }

    @Test
    void whatFitsIntoNoReplicaFailsAtOnceAndHoldsNobodyUp() {
        QueueModel model = model(RATES, request(0, 10_000, 1), request(0, 1000, 1));
        model.drain();
        assertThat(requests.failed()).isOne();
        assertThat(requests.p90Ttft()).isCloseTo(1, EXACT);
        assertThat(requests.withinObjective()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noRequestIsLostOrInvented(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Request> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(request(i * random.nextDouble() / 3, 1 + random.nextInt(3000), 1 + random.nextInt(60)));
        }
        all.sort(Comparator.comparingDouble(Request::at));
        QueueModel model = new QueueModel(new Capacity(RATES, 5, 30), 2, all, requests);
        for (double now = 0; now < 400; now += random.nextDouble() * 20) {
            model.advance(now);
            model.scaleTo(random.nextInt(6), Set.of());
            assertThat(requests.count())
                    .isEqualTo(requests.served() + requests.failed() + model.waiting() + model.running());
        }
        model.scaleTo(1, Set.of());
        model.drain();
        assertThat(requests.count()).isEqualTo(1000).isEqualTo(requests.served() + requests.failed());
    }

    /** As many as {@link Work#share} says keep a replica just busy; a tenth more do not. */
    @Test
    void theShareOfARequestIsWhatAFullReplicaNeedsForIt() {
        Batching rates = new Batching(256, 20_000, 90, 45, 280_000);
        double share = rates.share(request(0, 4000, 1000));
        assertThat(waitAtTheEnd(rates, share * 1.1)).isLessThan(5);
        assertThat(waitAtTheEnd(rates, share * 0.9)).isGreaterThan(30);
    }

    private double waitAtTheEnd(Batching rates, double every) {
        List<Request> all = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            all.add(request(i * every, 4000, 1000));
        }
        Requests told = new Requests(new Objective.Stream(1, 1), 1e9);
        QueueModel model = new QueueModel(new Capacity(rates, 0, 1e9), 1, all, told);
        model.drain();
        return told.p90Ttft();
    }
}
