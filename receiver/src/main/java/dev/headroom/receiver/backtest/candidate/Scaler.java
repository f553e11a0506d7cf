package dev.headroom.receiver.backtest.candidate;

import java.util.Map;
import java.util.Set;

/** Whoever scales the service of a world. */
interface Scaler {

    /** Lets it act, {@code seconds} after the beginning. */
    void step(long seconds);

    /** A number of seconds of which every time at which it acts is a multiple. */
    int rhythm();

    /** The most replicas that it may set. */
    int max();

    /** Metrics and signals that it asks for in vain, with the alerts that need them. */
    default Map<String, Set<String>> missing() {
        return Map.of();
    }

    /** Such metrics and signals with the alerts that are played as if these were silent. */
    default Map<String, Set<String>> without() {
        return Map.of();
    }
}
