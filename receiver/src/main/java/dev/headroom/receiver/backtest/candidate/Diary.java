package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.decision.Guard;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What happened in a run, for the report. */
final class Diary {

    private final List<Result.Change> changes = new ArrayList<>();
    private final List<Result.Point> points = new ArrayList<>();
    private final Map<Guard, Long> refused = new EnumMap<>(Guard.class);
    private long secondsAtMax;

    void changed(double at, int from, int to, String why) {
        changes.add(new Result.Change(at, from, to, why));
    }

    void point(Result.Point point) {
        points.add(point);
    }

    /** For so many seconds a guard has refused what was wanted. */
    void refused(Guard guard, long seconds) {
        refused.merge(guard, seconds, Long::sum);
    }

    void atMax(long seconds) {
        secondsAtMax += seconds;
    }

    List<Result.Change> changes() {
        return changes;
    }

    List<Result.Point> points() {
        return points;
    }

    Map<Guard, Long> refused() {
        return refused;
    }

    long secondsAtMax() {
        return secondsAtMax;
    }

    /** Changes against the direction of the one before. */
    int reversals() {
        int reversals = 0;
        for (int i = 1; i < changes.size(); i++) {
            reversals += changes.get(i).up() == changes.get(i - 1).up() ? 0 : 1;
        }
        return reversals;
    }
}
