package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.trace.Trace;
import java.time.ZoneId;
import java.util.OptionalInt;

/** Where the requests come from. */
public interface Arrivals {

    /** The requests; {@code zone} is that of the schedule. */
    Trace trace(ZoneId zone);

    /** What is played, in words. */
    String words(Trace trace);

    /** The same by another chance: of the seed that is so many further. */
    Arrivals reseeded(long further);

    /** The replicas with which it begins; empty where that is not known. */
    default OptionalInt replicas() {
        return OptionalInt.empty();
    }
}
