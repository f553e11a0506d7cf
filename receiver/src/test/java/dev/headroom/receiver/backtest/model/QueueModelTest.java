package dev.headroom.receiver.backtest.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.receiver.backtest.trace.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The model against theory, and what it must never lose. */
class QueueModelTest {

    private static final double NEVER = 1e9;

    /** M/M/c: Poisson arrivals, exponential work with mean 1 s. */
    @ParameterizedTest
    @CsvSource({"1, 1, 0.6", "1, 4, 0.7", "2, 4, 0.8", "3, 2, 0.8"})
    void waitAndQueueAreThoseOfErlangC(int replicas, int slots, double busy) {
        int servers = replicas * slots;
        double rate = busy * servers;
        Requests requests = new Requests(new Objective.Begin(2), NEVER);
        Capacity capacity = new Capacity(new Work.Slots(slots), 0, NEVER);
        QueueModel model = new QueueModel(capacity, replicas, poisson(1_000_000, rate), requests);

        double queue = 0;
        int samples = 0;
        for (double now = 1000; now < 990_000 / rate; now += 0.7) {
            model.advance(now);
            queue += model.waiting();
            samples++;
        }
        model.drain();

        double wait = erlangC(servers, rate) / (servers - rate);
        assertThat(requests.meanWait()).isCloseTo(wait, Percentage.withPercentage(3));
        assertThat(queue / samples).isCloseTo(wait * rate, Percentage.withPercentage(3));
    }

    /** The probability that an arrival must wait. */
    private static double erlangC(int servers, double load) {
        double term = 1;
        double sum = 1;
        for (int i = 1; i < servers; i++) {
            term *= load / i;
            sum += term;
        }
        double last = term * load / servers * servers / (servers - load);
        return last / (sum + last);
    }

    private static List<Request> poisson(int count, double rate) {
        SplittableRandom random = new SplittableRandom(42);
        List<Request> requests = new ArrayList<>(count);
        double at = 0;
        for (int i = 0; i < count; i++) {
            at += exponential(random) / rate;
            requests.add(new Request(at, exponential(random)));
        }
        return requests;
    }

    private static double exponential(SplittableRandom random) {
        return -Math.log(1 - random.nextDouble());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void noRequestIsLostOrInvented(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Requests requests = new Requests(new Objective.Begin(2), NEVER);
        List<Request> all = poisson(2000, 0.5 + random.nextDouble() * 8);
        Capacity capacity = new Capacity(
                new Work.Slots(1 + random.nextInt(4)),
                random.nextInt(60),
                1 + random.nextInt(30),
                new Sleep(random.nextInt(5), random.nextInt(3)));
        QueueModel model = new QueueModel(capacity, 1, all, requests);
        for (double now = 0; now < all.get(all.size() - 1).at(); now += random.nextDouble() * 20) {
            model.advance(now);
            model.scaleTo(random.nextInt(6), new HashSet<>(List.of(random.nextInt(6), random.nextInt(6))));
            assertThat(requests.count())
                    .isEqualTo(requests.served() + requests.failed() + model.waiting() + model.running());
            assertThat(model.asleep()).isBetween(0, capacity.sleep().most());
        }
        model.scaleTo(1, Set.of());
        model.drain();

        assertThat(requests.count()).isEqualTo(2000).isEqualTo(requests.served() + requests.failed());
        assertThat(model.waiting() + model.running()).isZero();
    }

    @Test
    void aReplicaTakesWorkWhenItHasWarmedUpAndCountsFromItsStart() {
        Requests requests = new Requests(new Objective.Begin(2), NEVER);
        QueueModel model =
                new QueueModel(new Capacity(new Work.Slots(1), 180, NEVER), 0, List.of(new Request(5, 10)), requests);
        model.advance(10);
        model.scaleTo(1, Set.of());
        model.advance(100);
        assertThat(model.count()).isEqualTo(1);
        assertThat(model.ready()).isZero();
        model.advance(300);
        assertThat(requests.p99Wait()).isCloseTo(185, within(1e-9));
        assertThat(model.replicaSeconds()).isCloseTo(290, within(1e-9));
    }

    /** One that was stopped sleeps when its work is done, as long as there is room; the third is started. */
    @Test
    void whoSleepsIsWokenBeforeAnotherIsStartedAndCountsNothingMeanwhile() {
        Capacity capacity = new Capacity(new Work.Slots(1), 180, NEVER, new Sleep(4, 1));
        QueueModel model = new QueueModel(
                capacity,
                2,
                List.of(new Request(0, 50), new Request(0, 50)),
                new Requests(new Objective.Begin(2), NEVER));
        model.advance(10);
        model.scaleTo(3, Set.of());
        model.advance(14);
        assertThat(model.ready()).as("woken").isEqualTo(3);
        model.scaleTo(1, Set.of(1));
        assertThat(model.asleep()).as("one works on").isEqualTo(1);
        model.advance(100);
        assertThat(model.asleep()).as("the other is stopped").isEqualTo(1);
        double awake = model.replicaSeconds();
        model.advance(200);
        assertThat(model.replicaSeconds()).isCloseTo(awake + 100, within(1e-9));
        model.scaleTo(3, Set.of());
        model.advance(204);
        assertThat(model.ready()).isEqualTo(2);
        model.advance(380);
        assertThat(model.ready()).isEqualTo(3);
    }

    @Test
    void aRequestThatWaitsTooLongHasFailedThen() {
        Requests requests = new Requests(new Objective.Begin(2), 30);
        List<Request> two = List.of(new Request(0, 100), new Request(1, 1));
        QueueModel model = new QueueModel(new Capacity(new Work.Slots(1), 0, 30), 1, two, requests);
        model.advance(31);
        assertThat(requests.failed()).isZero();
        model.advance(31.5);
        assertThat(requests.failed()).isEqualTo(1);
        assertThat(requests.failureRatio(31.5, 300)).isEqualTo(1);
        model.drain();
        assertThat(requests.served()).isEqualTo(1);
        assertThat(requests.p99Wait()).as("whoever gave up has waited, too").isCloseTo(0.99 * 30, within(1e-9));
    }

    @Test
    void aReplicaThatIsStoppedFinishesItsWorkAndCountsUntilThen() {
        Requests requests = new Requests(new Objective.Begin(2), NEVER);
        List<Request> two = List.of(new Request(0, 50), new Request(10, 1));
        QueueModel model = new QueueModel(new Capacity(new Work.Slots(1), 0, NEVER), 1, two, requests);
        model.advance(5);
        model.scaleTo(0, Set.of());
        model.advance(100);
        assertThat(requests.served()).isEqualTo(1);
        assertThat(model.waiting()).isEqualTo(1);
        assertThat(model.replicaSeconds()).isCloseTo(50, within(1e-9));
    }

    @Test
    void thoseThatAreKeptStay() {
        QueueModel model = new QueueModel(
                new Capacity(new Work.Slots(1), 0, NEVER), 4, List.of(), new Requests(new Objective.Begin(2), NEVER));
        model.scaleTo(2, Set.of(2, 4));
        assertThat(model.replicas()).extracting(Replica::number).containsExactly(2, 4);
        model.scaleTo(3, Set.of());
        assertThat(model.replicas()).extracting(Replica::number).containsExactly(2, 4, 5);
    }
}
