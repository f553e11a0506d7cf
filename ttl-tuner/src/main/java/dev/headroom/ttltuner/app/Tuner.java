package dev.headroom.ttltuner.app;

import dev.headroom.ttltuner.metrics.TunerMetrics;
import dev.headroom.ttltuner.redis.Lease;
import dev.headroom.ttltuner.redis.MemoryInfo;
import dev.headroom.ttltuner.redis.RedisTroubleException;
import dev.headroom.ttltuner.redis.StateHash;
import dev.headroom.ttltuner.redis.TtlKeys;
import dev.headroom.ttltuner.source.HitRates;
import dev.headroom.ttltuner.status.ModeStatus;
import dev.headroom.ttltuner.status.ModeStatus.Decided;
import dev.headroom.ttltuner.status.ModeStatus.Seen;
import dev.headroom.ttltuner.status.TunerStatus;
import dev.headroom.ttltuner.tuning.Fill;
import dev.headroom.ttltuner.tuning.ModeState;
import dev.headroom.ttltuner.tuning.Reading;
import dev.headroom.ttltuner.tuning.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;

/**
 * The loop's two beats: poll, often, and decide, now and then. What is remembered lies in Redis, so whoever holds the lease
 * goes on from there. For one thread; the status may be read by any.
 */
final class Tuner {
    /** Whether the tuner may write. */
    enum Hand {
        ACTS,
        ONLY_LOOKS
    }

    private final UnifiedJedis redis;
    private final HitRates rates;
    private final TunerMetrics metrics;
    private final Lease lease;
    private final List<Lane> lanes;
    private final TtlKeys keys;
    private final StateHash states;
    private final Judge judge;
    private final Evictions evictions = new Evictions();
    private Fill fill = Fill.START;
    private volatile TunerStatus status;

    Tuner(UnifiedJedis redis, HitRates rates, List<Lane> lanes, Lease lease, TunerMetrics metrics) {
        this.redis = redis;
        this.rates = rates;
        this.lease = lease;
        this.metrics = metrics;
        this.lanes = List.copyOf(lanes);
        this.keys = new TtlKeys(redis);
        this.states = new StateHash(redis);
        this.judge = new Judge(keys, states, lease.owner());
        this.status =
                new TunerStatus(false, null, lanes.stream().map(Tuner::unknown).toList());
    }

    private static ModeStatus unknown(Lane lane) {
        Decided nothing = new Decided(Instant.EPOCH, false, Reason.NO_DATA, "nothing decided yet", Instant.MIN);
        return new ModeStatus(lane.policy(), Seen.NOTHING, nothing, false, Optional.empty());
    }

    TunerStatus status() {
        return status;
    }

    /** Renews the lease, samples counters, reads the feed; false, with the reason in the status, where Redis fails. */
    boolean poll(Instant now) {
        try {
            boolean leads = lease.take();
            observe(now);
            show(new TunerStatus(leads, null, status.modes()));
            return true;
        } catch (RedisTroubleException e) {
            trouble(e);
            return false;
        }
    }

    private void observe(Instant now) {
        boolean unused = RedisTroubleException.telling(() -> {
            rates.sample(now);
            return true;
        });
        evictions.add(now, MemoryInfo.read(redis).evicted());
        lanes.forEach(Lane::poll);
    }

    /** The same without taking the lease, for a look. */
    boolean look(Instant now) {
        try {
            observe(now);
            return true;
        } catch (RedisTroubleException e) {
            trouble(e);
            return false;
        }
    }

    /** Judges every mode; false, with the reason in the status, where Redis fails. */
    boolean decide(Instant now, Hand hand) {
        try {
            boolean leads = hand == Hand.ACTS && lease.take();
            Round round = round(now);
            fill = round.next();
            List<ModeStatus> modes = lanes.stream()
                    .map(lane -> judge.judge(
                            lane,
                            round,
                            hand == Hand.ONLY_LOOKS ? Judge.Role.LOOKS : leads ? Judge.Role.LEADS : Judge.Role.FOLLOWS))
                    .toList();
            if (leads) {
                lanes.forEach(Lane::keep);
            }
            status = new TunerStatus(leads, null, modes);
            metrics.decided(status);
            return true;
        } catch (RedisTroubleException e) {
            trouble(e);
            return false;
        }
    }

    private Round round(Instant now) {
        Map<String, ModeState> remembered = new HashMap<>();
        Map<String, Instant> settled = new HashMap<>();
        lanes.forEach(lane -> remembered.put(lane.name(), states.read(lane.name())));
        remembered.forEach((mode, state) -> settled.put(mode, state.settledAt()));
        Map<String, Reading> readings = rates.read(settled, now);
        return Round.of(
                now, lanes, remembered, readings, new Round.Room(MemoryInfo.read(redis), evictions, keys, fill));
    }

    private void trouble(RedisTroubleException e) {
        Loudness.changed(status.redis(), e);
        List<ModeStatus> held = status.modes().stream()
                .map(mode -> mode.held(e.reason(), String.valueOf(e.getMessage())))
                .toList();
        show(new TunerStatus(false, e.reason(), held));
    }

    private void show(TunerStatus shown) {
        status = shown;
        metrics.shown(shown);
    }

    /** Lets another tuner take over at once. */
    void stop() {
        try {
            lease.give();
        } catch (RedisTroubleException e) {
            // it ends by itself
        }
    }
}
