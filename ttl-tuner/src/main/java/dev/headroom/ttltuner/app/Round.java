package dev.headroom.ttltuner.app;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.redis.MemoryInfo;
import dev.headroom.ttltuner.redis.RedisTroubleException;
import dev.headroom.ttltuner.redis.TtlKeys;
import dev.headroom.ttltuner.tuning.Evidence;
import dev.headroom.ttltuner.tuning.Evidence.Pressure;
import dev.headroom.ttltuner.tuning.Fill;
import dev.headroom.ttltuner.tuning.ModeState;
import dev.headroom.ttltuner.tuning.Reading;
import dev.headroom.ttltuner.tuning.Reading.Missing;
import dev.headroom.ttltuner.tuning.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything that the decisions of one moment are made from, gathered before the first of them.
 *
 * @param next what the plan of the next moment fills
 */
record Round(Instant now, Map<String, Seen> modes, Fill next) {

    /** One mode's part; without a key where it holds something that is no TTL. */
    record Seen(
            Optional<Evidence.Key> key,
            ModeState state,
            Reading reading,
            Pressure pressure,
            Optional<HitCurve> curve) {}

    /** Where room in memory is seen, and how much of it is filled. */
    record Room(MemoryInfo memory, Evictions evictions, TtlKeys keys, Fill fill) {}

    static Round of(
            Instant now, List<Lane> lanes, Map<String, ModeState> states, Map<String, Reading> readings, Room room) {
        Map<String, Seen> modes = new HashMap<>();
        Plan plan = new Plan();
        for (Lane lane : lanes) {
            Seen seen = look(now, lane, states.getOrDefault(lane.name(), ModeState.NEW), readings, room);
            modes.put(lane.name(), seen);
            seen.key()
                    .ifPresent(key -> key.seconds()
                            .ifPresent(
                                    ttl -> seen.curve().ifPresent(curve -> plan.ask(lane, curve, seen.state(), ttl))));
        }
        Map<String, Double> rooms = plan.rooms(room.memory(), room.fill());
        lanes.forEach(lane ->
                modes.computeIfPresent(lane.name(), (mode, seen) -> pressed(seen, room, plan.room(lane, rooms))));
        double evicted = room.evictions().perSecond(now.minus(Evictions.KEPT));
        return new Round(now, modes, plan.next(room.fill(), rooms, evicted));
    }

    private static Seen look(Instant now, Lane lane, ModeState state, Map<String, Reading> readings, Room room) {
        Reading reading = readings.getOrDefault(lane.name(), new Missing(Reason.NO_DATA, ""));
        try {
            Evidence.Key key = room.keys().read(lane.name(), now);
            return new Seen(Optional.of(key), state, reading, Pressure.NONE, lane.curve(now));
        } catch (RedisTroubleException e) {
            if (e.reason() != Reason.NOT_A_TTL) {
                throw e;
            }
            Missing broken = new Missing(e.reason(), String.valueOf(e.getMessage()));
            return new Seen(Optional.empty(), state, broken, Pressure.NONE, Optional.empty());
        }
    }

    private static Seen pressed(Seen seen, Room room, OptionalInt seconds) {
        double evicted = room.evictions().perSecond(seen.state().settledAt());
        Pressure pressure = new Pressure(room.memory().usedShare(), evicted, seconds);
        return new Seen(seen.key(), seen.state(), seen.reading(), pressure, seen.curve());
    }
}
