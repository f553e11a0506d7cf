package dev.headroom.receiver.backtest.model;

import dev.headroom.receiver.backtest.trace.Request;

/** What goes on in one replica. Times are in seconds since the trace began, and only go on. */
interface Engine {

    static Engine of(Work work) {
        return work instanceof Work.Batching batching
                ? new BatchEngine(batching)
                : new SlotEngine(((Work.Slots) work).slots());
    }

    /** Whether it could begin with the request now. */
    boolean takes(Request request);

    /** Begins; everything until {@code now} must be done. */
    void begin(Request request, double now);

    /** When it is next done with something; infinite where it has nothing to do. */
    double next();

    /** Does everything until {@code now}. */
    void advance(double now, Ledger ledger);

    /** Requests that it works on. */
    int busy();

    /** How full its KV cache is, 0 to 1; NaN where it has none. */
    default double cache() {
        return Double.NaN;
    }
}
