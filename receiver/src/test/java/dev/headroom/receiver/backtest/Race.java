package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A step, a spike, a ramp and a sine within two hours, for 2 to 16 replicas of eight slots that start in two minutes: what a race
 * beside KEDA on a real cluster played six times as fast.
 */
public final class Race {

    public static final int SECONDS = 6840;
    public static final int SLOTS = 8;
    /** Seconds that a task takes, give or take a fifth. */
    public static final double WORK = 12;

    public static final int WARMUP = 120;
    public static final int FEWEST = 2;
    public static final int MOST = 16;
    /** In the race a second stands for so many. */
    public static final int FASTER = 6;

    private static final double FILL = 0.8;
    private static final int STEP = 120 * FASTER;
    private static final int STEP_ENDS = 330 * FASTER;
    private static final int SPIKE = 420 * FASTER;

    private Race() {}

    /** The load, as a number of replicas of whose slots it fills 80 %. */
    public static double load(double at) {
        double t = at / FASTER;
        if (t < 120) {
            return 1.6;
        } else if (t < 330) {
            return 6;
        } else if (t >= 420 && t < 450) {
            return 9;
        } else if (t < 540) {
            return 1.8;
        } else if (t < 720) {
            return 1.8 + 8.2 * (t - 540) / 180;
        } else if (t < 780) {
            return 10;
        }
        return t < 840 ? 10 - 8 * (t - 780) / 60 : 5 + 3 * Math.sin(2 * Math.PI * (t - 840) / 300 - Math.PI / 2);
    }

    /** Replicas that it needs. */
    public static int needed(double at) {
        return (int) Math.max(FEWEST, Math.ceil(load(at) - 1e-9));
    }

    public static Trace trace(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Request> requests = new ArrayList<>();
        for (double at = 0; at < SECONDS; ) {
            at -= Math.log(1 - random.nextDouble()) / (load(at) * FILL * SLOTS / WORK);
            requests.add(new Request(at, WORK * random.nextDouble(0.8, 1.2)));
        }
        return new Trace(Instant.parse("2026-01-01T09:00:00Z"), SECONDS, requests);
    }

    /**
     * Replica seconds, at the race's pace, of one that begins what the spike needs when the step comes, stops nobody who was needed
     * within so many seconds, and knows everything else a start ahead.
     */
    static int holding(int seconds) {
        int sum = 0;
        for (int at = 0; at < SECONDS; at++) {
            int from = Math.max(0, at - seconds);
            int to = at < STEP ? Math.min(at + WARMUP, STEP - 1) : at + WARMUP;
            sum += IntStream.rangeClosed(from, Math.min(to, SECONDS - 1))
                    .map(Race::neededOrHeld)
                    .max()
                    .orElse(FEWEST);
        }
        return sum / FASTER;
    }

    /**
     * Counts that a rule could come to which foresees neither the step nor the spike: nine are begun half a minute after the step,
     * to work off what waits, and stay for as long as the spike goes; all else is known a start ahead, and changed at most twelve
     * times.
     */
    static List<Change> assigned() {
        int[][] steps = {
            {750, 9}, {2700, 2}, {3135, 4}, {3405, 6}, {3660, 8}, {3930, 10},
            {4815, 7}, {4950, 4}, {5265, 6}, {5460, 8}, {6390, 5}, {6600, 3}
        };
        List<Change> changes = new ArrayList<>();
        int count = FEWEST;
        for (int[] step : steps) {
            changes.add(new Change(step[0], count, step[1], "assigned"));
            count = step[1];
        }
        return changes;
    }

    private static int neededOrHeld(int at) {
        return at >= STEP && at < STEP_ENDS ? Math.max(needed(at), needed(SPIKE)) : needed(at);
    }

    /** Seconds in which fewer replicas worked than it needs. */
    static int tooFew(List<Change> changes) {
        int seconds = 0;
        for (int at = 0; at < SECONDS; at++) {
            int ready = FEWEST;
            int count = FEWEST;
            for (Change change : changes) {
                count = change.at() <= at ? change.to() : count;
                ready = change.at() + WARMUP <= at ? change.to() : ready;
            }
            seconds += Math.min(ready, count) < needed(at) ? 1 : 0;
        }
        return seconds;
    }

    /** Whether a change is taken back before what it made was ready. */
    public static boolean hasty(List<Change> changes) {
        for (int i = 1; i < changes.size(); i++) {
            Change before = changes.get(i - 1);
            Change change = changes.get(i);
            boolean reversed = change.to() > change.from() != before.to() > before.from();
            if (reversed && change.at() - before.at() < WARMUP) {
                return true;
            }
        }
        return false;
    }
}
