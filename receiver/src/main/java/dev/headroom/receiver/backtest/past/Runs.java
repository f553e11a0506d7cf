package dev.headroom.receiver.backtest.past;

import dev.headroom.clients.prometheus.Points;
import java.util.Arrays;
import java.util.Map;

/** Points as a line of text: values with spaces between, {@code 51*16} for sixteen of one, {@code _} for none. */
final class Runs {

    private static final String NONE = "_";

    private Runs() {}

    static String write(Points points, int length) {
        StringBuilder line = new StringBuilder();
        String run = NONE;
        int count = 0;
        int next = 0;
        for (int i = 0; i < length; i++) {
            boolean told = next < points.size() && points.index(next) == i;
            String value = told ? number(points.value(next++)) : NONE;
            if (!value.equals(run)) {
                end(line, run, count);
                run = value;
                count = 0;
            }
            count++;
        }
        end(line, run, count);
        return line.toString();
    }

    private static void end(StringBuilder line, String value, int count) {
        if (count > 0) {
            line.append(line.isEmpty() ? "" : " ").append(value).append(count > 1 ? "*" + count : "");
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /**
     * Reads what was written.
     *
     * @throws IllegalArgumentException where it is something else, or longer
     */
    static Points read(Map<String, String> labels, String line, int length) {
        int[] indexes = new int[length];
        double[] values = new double[length];
        int size = 0;
        int at = 0;
        for (String word : line.split(" ", -1)) {
            int star = word.indexOf('*');
            int count = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
            String value = star < 0 ? word : word.substring(0, star);
            if (count < 1 || count > length - at) {
                throw new IllegalArgumentException("more values than there are points");
            }
            for (int end = at + count; at < end && !value.equals(NONE); at++) {
                indexes[size] = at;
                values[size++] = Double.parseDouble(value);
            }
            at += value.equals(NONE) ? count : 0;
        }
        return new Points(labels, Arrays.copyOf(indexes, size), Arrays.copyOf(values, size));
    }
}
