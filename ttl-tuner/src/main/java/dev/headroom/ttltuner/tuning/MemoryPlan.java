package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.curve.HitCurve;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Shares the memory out over the modes before anything is written: who loses the fewest hits a byte is cut first. */
public final class MemoryPlan {
    private static final double CUT = 0.97;

    private MemoryPlan() {}

    /**
     * A mode that asks for memory.
     *
     * @param wanted TTL in seconds
     * @param least seconds that it keeps in any case
     * @param entryBytes mean size of an entry
     */
    public record Demand(String mode, double wanted, int least, HitCurve curve, double entryBytes) {
        /** What a planned TTL leaves of {@code longest}: all where nothing was cut. */
        public int room(double planned, int longest) {
            return planned < wanted ? (int) planned : longest;
        }

        double bytes(double ttl) {
            return curve.entries(ttl) * entryBytes;
        }

        /** Hits a second that are lost for each byte that one cut frees. */
        double price(double ttl) {
            double hits = curve.feed().perSecond() * (curve.rate(ttl) - curve.rate(cut(ttl)));
            double freed = bytes(ttl) - bytes(cut(ttl));
            return freed <= 0 ? Double.MAX_VALUE : hits / freed;
        }

        double cut(double ttl) {
            return Math.max(least, ttl * CUT);
        }
    }

    /** The longest TTL in seconds for each mode so that all fit into a budget of bytes. */
    public static Map<String, Double> ceilings(List<Demand> demands, double budget) {
        Map<String, Double> ttls = new HashMap<>();
        demands.forEach(demand -> ttls.put(demand.mode(), demand.wanted()));
        while (bytes(demands, ttls) > budget) {
            Demand cheapest = demands.stream()
                    .filter(demand -> ttl(demand, ttls) > demand.least())
                    .min(Comparator.comparingDouble(demand -> demand.price(ttl(demand, ttls))))
                    .orElse(null);
            if (cheapest == null) {
                return ttls;
            }
            ttls.put(cheapest.mode(), cheapest.cut(ttl(cheapest, ttls)));
        }
        return ttls;
    }

    private static double bytes(List<Demand> demands, Map<String, Double> ttls) {
        return demands.stream()
                .mapToDouble(demand -> demand.bytes(ttl(demand, ttls)))
                .sum();
    }

    private static double ttl(Demand demand, Map<String, Double> ttls) {
        return ttls.getOrDefault(demand.mode(), demand.wanted());
    }
}
