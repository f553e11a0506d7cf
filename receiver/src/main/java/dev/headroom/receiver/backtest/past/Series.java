package dev.headroom.receiver.backtest.past;

import dev.headroom.clients.prometheus.Points;
import java.util.BitSet;
import java.util.Map;

/** A series over the points of a range, at some of which it may be silent. */
final class Series {

    private final Map<String, String> labels;
    private final BitSet present = new BitSet();
    private final double[] values;

    Series(Map<String, String> labels, int points) {
        this.labels = Map.copyOf(labels);
        this.values = new double[points];
    }

    Map<String, String> labels() {
        return labels;
    }

    boolean has(int point) {
        return present.get(point);
    }

    /** Meaningless where it is silent. */
    double value(int point) {
        return values[point];
    }

    /** The first point with a value; as many as there are points where there is none. */
    int first() {
        int first = present.nextSetBit(0);
        return first < 0 ? values.length : first;
    }

    BitSet present() {
        return present;
    }

    /** Takes over what was told of it, of a part of the range that begins at {@code first}. */
    void add(Points told, int first) {
        for (int i = 0; i < told.size(); i++) {
            int point = first + told.index(i);
            values[point] = told.value(i);
            present.set(point);
        }
    }
}
