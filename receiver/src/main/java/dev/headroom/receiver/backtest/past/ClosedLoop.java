package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.backtest.Arrivals;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.demand.Rebuilt;
import dev.headroom.receiver.backtest.trace.Shape;
import dev.headroom.receiver.backtest.trace.Trace;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongFunction;

/** Requests rebuilt from a past, for candidates whose decisions change what comes of them. */
public final class ClosedLoop implements Arrivals {

    private final String name;
    private final LongFunction<Rebuilt> rebuilding;
    private final Rebuilt rebuilt;
    private final Counts counts;
    private final Shape shape;
    private final List<String> known;
    private final Nearness nearness;

    /**
     * A loop.
     *
     * @param rebuilding makes the requests, by a seed
     * @param counts how many replicas there were
     * @param shape how many times the requests, and by which seed
     * @param known what a reader must know of the past
     */
    ClosedLoop(
            String name,
            LongFunction<Rebuilt> rebuilding,
            Counts counts,
            Shape shape,
            List<String> known,
            Nearness nearness) {
        this.name = name;
        this.rebuilding = rebuilding;
        this.rebuilt = rebuilding.apply(shape.seed());
        this.counts = counts;
        this.shape = shape;
        this.known = known;
        this.nearness = nearness;
    }

    @Override
    public Trace trace(ZoneId zone) {
        return shape.scaled(rebuilt.trace());
    }

    @Override
    public Arrivals reseeded(long further) {
        return new ClosedLoop(name, rebuilding, counts, shape.reseeded(further), known, nearness);
    }

    @Override
    public String words(Trace trace) {
        return String.format(
                Locale.ROOT,
                "%s, %s, rebuilt%s: %,d requests in %.1f hours, seed %d",
                name,
                trace.begins(),
                shape.scale() == 1 ? "" : ", " + shape.scale() + " times the requests",
                trace.requests().size(),
                trace.seconds() / 3600,
                shape.seed());
    }

    @Override
    public OptionalInt replicas() {
        return counts.first().map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** The replicas that there were; empty where nobody tells. */
    public Optional<Candidate> asItWas() {
        return counts.changes().map(changes -> new Candidate("as it was", new Candidate.Recorded(changes)));
    }

    /** What was not to be rebuilt, and how near the model comes to what was, each a sentence. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>(rebuilt.unknown());
        notes.addAll(known);
        nearness.words(rebuilt.trace()).ifPresent(notes::add);
        return notes;
    }
}
