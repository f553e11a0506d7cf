package dev.headroom.receiver.gpu;

import dev.headroom.receiver.gpu.VramGate.Wish;
import java.time.Instant;
import java.util.List;

/** Port to what watches GPU memory; called from several threads. */
public interface VramWatch {

    /**
     * The gate over what was read last.
     *
     * @param loading the places of replicas that are being started
     */
    VramGate gate(Instant now, List<Seat> loading);

    /** Reads the GPUs again now, for at most a moment; what comes of it is what {@link #gate} goes by next. */
    default void readAgain() {}

    /** The replicas at these places are warmed up: what they use can be measured. */
    default void warmedUp(List<Seat> seats) {}

    /** An urgent up was refused for want of GPU memory alone: unloading a model may make room for it. */
    default void wanted(Wish urgent) {}

    /** Where no GPU source is configured. */
    static VramWatch none() {
        return (now, loading) -> VramGate.unchecked();
    }
}
