package dev.headroom.ttltuner.app;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.redis.MemoryInfo;
import dev.headroom.ttltuner.tuning.Fill;
import dev.headroom.ttltuner.tuning.MemoryPlan;
import dev.headroom.ttltuner.tuning.MemoryPlan.Demand;
import dev.headroom.ttltuner.tuning.ModeState;
import dev.headroom.ttltuner.tuning.TtlTuner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The memory plan of one decision: who asks for how much, and what is left of Redis' memory for all of them. */
final class Plan {
    private final List<Demand> demands = new ArrayList<>();
    private double present;
    private double misses;

    /** A mode asks, if its curve and the size of its entries are known. */
    void ask(Lane lane, HitCurve curve, ModeState state, int ttl) {
        lane.entryBytes()
                .ifPresent(bytes -> TtlTuner.forecast(lane.policy(), curve, lane.entryBytes(), state, ttl)
                        .ifPresent(forecast -> {
                            int least = lane.policy().bounds().least();
                            demands.add(new Demand(lane.name(), forecast.wanted(), least, curve, bytes));
                            present += curve.entries(ttl) * bytes;
                            misses += curve.misses(ttl);
                        }));
    }

    /** Seconds for each mode that asked; its longest where all fit. */
    Map<String, Double> rooms(MemoryInfo memory, Fill fill) {
        if (memory.most() == 0) {
            return Map.of();
        }
        double others = Math.max(0, memory.used() - present);
        return MemoryPlan.ceilings(demands, fill.share() * memory.most() - others);
    }

    /** What to fill from now on, if these rooms hold somebody back. */
    Fill next(Fill fill, Map<String, Double> rooms, double evictedPerSecond) {
        boolean cut = demands.stream()
                .anyMatch(demand -> rooms.getOrDefault(demand.mode(), demand.wanted()) < demand.wanted());
        return cut ? fill.after(evictedPerSecond, misses) : fill;
    }

    OptionalInt room(Lane lane, Map<String, Double> rooms) {
        return demands.stream()
                .filter(demand -> demand.mode().equals(lane.name()) && rooms.containsKey(demand.mode()))
                .mapToInt(demand -> demand.room(
                        rooms.getOrDefault(demand.mode(), demand.wanted()),
                        lane.policy().bounds().most()))
                .findFirst();
    }
}
