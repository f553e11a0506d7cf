package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.hook.Hooks;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * What the loop works on.
 *
 * @param freshness how long what was seen of a target stands for the present
 * @param lanes runs what is done to targets; shut down with the loop
 */
public record Ports(
        Store store,
        ScalingTarget target,
        Hooks hooks,
        VramWatch gpus,
        Timepiece clock,
        Duration freshness,
        ExecutorService lanes) {

    /** Every lane has a thread of its own. */
    public Ports(Store store, ScalingTarget target, Hooks hooks, VramWatch gpus, Timepiece clock, Duration freshness) {
        this(store, target, hooks, gpus, clock, freshness, Lanes.threads());
    }

    /** Without a watch over GPU memory. */
    public Ports(Store store, ScalingTarget target, Hooks hooks, Timepiece clock, Duration freshness) {
        this(store, target, hooks, VramWatch.none(), clock, freshness);
    }

    /** The same with another view of the target. */
    Ports over(ScalingTarget view) {
        return new Ports(store, view, hooks, gpus, clock, freshness, lanes);
    }

    /** The same with lanes that are done by the caller, for a clock that is played. */
    public Ports inOneThread() {
        return new Ports(store, target, hooks, gpus, clock, freshness, new SameThread());
    }
}
