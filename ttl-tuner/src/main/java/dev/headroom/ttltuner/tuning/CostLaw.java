package dev.headroom.ttltuner.tuning;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.tuning.ModePolicy.Worth;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The TTL at which misses and memory together cost least; left alone where the curve is not sure that another costs less, or
 * where it would be hardly less. Costs are GPU seconds a second.
 */
final class CostLaw {
    private static final int CANDIDATES = 200;
    /** A smaller share of the cost is not worth a move. */
    private static final double WORTH_A_MOVE = 0.02;

    private static final double HOURS_A_DAY = 24;
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;

    private final Case at;
    private final HitCurve curve;
    private final Worth worth;
    private final double entryBytes;

    CostLaw(Case at, HitCurve curve, Worth worth, double entryBytes) {
        this.at = at;
        this.curve = curve;
        this.worth = worth;
        this.entryBytes = entryBytes;
    }

    private double misses(double ttl) {
        return curve.misses(ttl) * worth.missSeconds();
    }

    private double bytes(double ttl) {
        return curve.entries(ttl) * entryBytes;
    }

    private double cost(double ttl) {
        return misses(ttl) + bytes(ttl) * worth.secondsPerByte();
    }

    /** The TTL in seconds that costs least, within bounds and what the curve tells of. */
    double wanted() {
        double least = at.bounds().least();
        double most = Math.max(least, Math.min(at.bounds().most(), curve.horizon()));
        return candidates(least, most)
                .boxed()
                .min(Comparator.comparingDouble(this::cost))
                .orElse(least);
    }

    /** Apart by the same factor, so that none is far from the best. */
    private static DoubleStream candidates(double least, double most) {
        return IntStream.rangeClosed(0, CANDIDATES)
                .mapToDouble(step -> least * Math.pow(most / least, (double) step / CANDIDATES));
    }

    Verdict decide(OptionalInt room) {
        double wanted = wanted();
        if (room.isPresent() && room.getAsInt() < Math.min(wanted, at.ttl())) {
            return at.lower(room.getAsInt(), Reason.MEMORY_PLAN, change(room.getAsInt()), OptionalDouble.empty());
        }
        double reached = room.isPresent() ? Math.min(wanted, room.getAsInt()) : wanted;
        if (cost(at.ttl()) - cost(reached) <= doubt()) {
            return Verdict.Hold.of(Reason.PAYS_BEST, shares());
        }
        OptionalDouble predicted = OptionalDouble.of(curve.rate(reached));
        return reached > at.ttl()
                ? (reached < wanted ? at.planned() : at).raise(reached, Reason.MORE_PAYS, change(reached), predicted)
                : at.lower(reached, Reason.LESS_PAYS, change(reached), predicted);
    }

    /** What a change must save at least. */
    private double doubt() {
        double error = curve.feed().perSecond() * curve.error(at.ttl()) * worth.missSeconds();
        return Math.max(WORTH_A_MOVE * cost(at.ttl()), error);
    }

    private String shares() {
        double memory = bytes(at.ttl()) * worth.secondsPerByte();
        return Case.text("misses cost %s a day, memory %s", gpuTime(misses(at.ttl())), gpuTime(memory));
    }

    private String change(double ttl) {
        String misses = gpuTime(Math.abs(misses(at.ttl()) - misses(ttl)));
        String memory = size(Math.abs(bytes(ttl) - bytes(at.ttl())));
        return ttl > at.ttl()
                ? Case.text("%s less a day for %s, answers up to %.0f s older", misses, memory, ttl - at.ttl())
                : Case.text("%s less for %s a day, answers up to %.0f s younger", memory, misses, at.ttl() - ttl);
    }

    private static String size(double bytes) {
        return bytes < GIGA ? Case.text("%.1f MB", bytes / MEGA) : Case.text("%.1f GB", bytes / GIGA);
    }

    private static String gpuTime(double secondsASecond) {
        return Case.text("%.1f GPU hours", secondsASecond * HOURS_A_DAY);
    }
}
