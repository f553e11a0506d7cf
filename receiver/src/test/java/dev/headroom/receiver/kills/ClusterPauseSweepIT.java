package dev.headroom.receiver.kills;

import static dev.headroom.receiver.kills.ClusterPauseSweep.Deed.KILL;
import static dev.headroom.receiver.kills.ClusterPauseSweep.Deed.PAUSE;
import static dev.headroom.receiver.kills.ClusterPauseSweep.Deed.PAUSE_AND_PERSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.kills.ClusterGate.Moment;
import dev.headroom.receiver.kills.ClusterPauseSweep.Deed;
import dev.headroom.receiver.kills.ClusterPauseSweep.Outcome;
import dev.headroom.receiver.kills.ClusterPauseSweep.Point;
import dev.headroom.receiver.kubernetes.real.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row "a leader paused past its lease" on a real control plane, and kill -9 at the same points: nothing of a term that is over
 * takes effect, but the call that had begun.
 */
@Timeout(900)
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#withRedis", disabledReason = Programs.MISSING)
class ClusterPauseSweepIT {

    /** Most of a point is waiting for the lease to end, so that they go side by side. */
    private static final int WORLDS = 3;

    @TempDir
    Path folder;

    /** At each kind of effect; with {@code -Dheadroom.sweep=whole} at every moment of it. */
    private static List<Point> points() {
        return System.getProperty("headroom.sweep", "").equals("whole")
                ? whole()
                : List.of(
                        Point.count(PAUSE, true, Moment.HELD),
                        Point.count(PAUSE, false, Moment.LANDED),
                        Point.floor(PAUSE, true, Moment.HELD),
                        Point.mark(PAUSE_AND_PERSON, Moment.HELD),
                        Point.count(KILL, true, Moment.HELD),
                        Point.mark(KILL, Moment.LANDED));
    }

    private static List<Point> whole() {
        return Stream.of(
                        at(PAUSE, List.of(Moment.HELD, Moment.LANDED)),
                        Stream.of(
                                Point.mark(PAUSE, Moment.HELD).at(2),
                                Point.mark(PAUSE, Moment.LANDED).at(3),
                                Point.floor(PAUSE, true, Moment.HELD).at(2),
                                Point.floor(PAUSE, false, Moment.LANDED).at(2),
                                Point.count(PAUSE, true, Moment.SEEN),
                                Point.mark(PAUSE, Moment.SEEN),
                                Point.mark(PAUSE_AND_PERSON, Moment.HELD),
                                Point.mark(PAUSE_AND_PERSON, Moment.LANDED),
                                Point.count(PAUSE, true, Moment.ORDERED),
                                Point.count(PAUSE, false, Moment.DRAINED)),
                        at(KILL, List.of(Moment.LANDED)),
                        Stream.of(
                                Point.count(KILL, true, Moment.HELD),
                                Point.count(KILL, false, Moment.HELD),
                                Point.mark(KILL, Moment.HELD),
                                Point.mark(KILL, Moment.LANDED).at(3),
                                Point.floor(KILL, true, Moment.HELD).at(2),
                                Point.mark(KILL, Moment.LANDED),
                                Point.count(KILL, true, Moment.ORDERED),
                                Point.count(KILL, false, Moment.DRAINED)))
                .flatMap(points -> points)
                .toList();
    }

    /** Counts and floors, up and down. */
    private static Stream<Point> at(Deed deed, List<Moment> moments) {
        return moments.stream()
                .flatMap(moment -> Stream.of(true, false)
                        .flatMap(up -> Stream.of(Point.count(deed, up, moment), Point.floor(deed, up, moment))));
    }

    @Test
    void atEveryEffectAtMostOneCallLandsAndNothingIsLeft() throws Exception {
        List<Outcome> outcomes = swept();

        System.out.printf(
                "pauses %d, kills %d, landed %d, lost %d, doubled %d, strays %d%n",
                outcomes.stream()
                        .filter(outcome -> outcome.point().deed() != KILL)
                        .count(),
                outcomes.stream()
                        .filter(outcome -> outcome.point().deed() == KILL)
                        .count(),
                sum(outcomes, Outcome::landed),
                sum(outcomes, Outcome::lost),
                sum(outcomes, Outcome::doubled),
                sum(outcomes, Outcome::strays));
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.called())
                    .as("calls of a term that is over, %s", outcome)
                    .isLessThanOrEqualTo(1);
            assertThat(outcome.landed()).as("calls that landed, %s", outcome).isLessThanOrEqualTo(1);
            assertThat(outcome.lost()).as("lost, %s", outcome).isZero();
            assertThat(outcome.doubled()).as("doubled, %s", outcome).isZero();
            assertThat(outcome.strays()).as("strays, %s", outcome).isZero();
        });
        assertThat(outcomes)
                .as("a mark that no version guards has landed, and was taken away")
                .anyMatch(outcome -> outcome.landed() == 1);
    }

    private static long sum(List<Outcome> outcomes, ToLongFunction<Outcome> number) {
        return outcomes.stream().mapToLong(number).sum();
    }

    private List<Outcome> swept() throws Exception {
        List<Point> points = points();
        ExecutorService threads = Executors.newFixedThreadPool(WORLDS);
        try {
            List<Callable<List<Outcome>>> worlds = IntStream.range(0, WORLDS)
                    .<Callable<List<Outcome>>>mapToObj(world -> () -> inOneWorld(IntStream.range(0, points.size())
                            .filter(place -> place % WORLDS == world)
                            .mapToObj(points::get)
                            .toList()))
                    .toList();
            List<Outcome> all = new ArrayList<>();
            for (Future<List<Outcome>> world : threads.invokeAll(worlds)) {
                all.addAll(world.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Outcome> inOneWorld(List<Point> points) throws Exception {
        try (Servers servers = new Servers()) {
            ClusterPauseSweep sweep = new ClusterPauseSweep(servers, Files.createTempDirectory(folder, "world"));
            List<Outcome> outcomes = new ArrayList<>();
            for (Point point : points) {
                outcomes.add(sweep.at(point));
            }
            return outcomes;
        }
    }
}
