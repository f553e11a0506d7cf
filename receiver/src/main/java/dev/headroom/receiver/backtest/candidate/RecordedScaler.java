package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.candidate.Result.Change;
import java.util.List;
import java.util.Set;

/** Does again what was done. */
final class RecordedScaler implements Scaler {

    private static final int RHYTHM = 1;

    private final List<Change> changes;
    private final World world;
    private final int max;
    private int next;

    RecordedScaler(List<Change> changes, World world, int max) {
        this.changes = changes;
        this.world = world;
        this.max = max;
    }

    @Override
    public void step(long seconds) {
        for (; next < changes.size() && changes.get(next).at() <= seconds; next++) {
            world.scaleTo(changes.get(next).to(), Set.of(), changes.get(next).why());
        }
    }

    @Override
    public int rhythm() {
        return RHYTHM;
    }

    @Override
    public int max() {
        return max;
    }
}
