package dev.headroom.clients.prometheus;

import java.util.Map;

/** A series over a range, at some of whose points it has a value. */
public final class Points {

    private final Map<String, String> labels;
    private final int[] indexes;
    private final double[] values;

    /**
     * A series that is kept as it is given.
     *
     * @param labels with the metric's name as {@code __name__}, where the query kept it
     * @param indexes of those points of the range at which there is a value, ascending
     * @param values as many; may be infinite or not a number
     */
    public Points(Map<String, String> labels, int[] indexes, double[] values) {
        this.labels = Map.copyOf(labels);
        this.indexes = indexes;
        this.values = values;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** The same values under other labels. */
    public Points with(Map<String, String> others) {
        return new Points(others, indexes, values);
    }

    /** How many values there are. */
    public int size() {
        return indexes.length;
    }

    /** The place in the range of a value. */
    public int index(int value) {
        return indexes[value];
    }

    public double value(int value) {
        return values[value];
    }
}
