package dev.headroom.receiver.backtest.past;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Some hours of an LLM service whose load comes and goes, the same each time: as samples for a Prometheus, and for promtool's tests. */
final class KnownPast {

    static final int STEP = 15;
    private static final double GIB = 1L << 30;

    final Instant begins;
    final int points;
    private final Map<String, Map<String, double[]>> metrics = new TreeMap<>();
    private final Random random = new Random(7);

    KnownPast(Instant begins, int hours) {
        this.begins = begins;
        this.points = hours * 3600 / STEP + 1;
        double[] load = walk();
        for (int worker = 1; worker <= 2; worker++) {
            worker("job=\"worker-llm\",service=\"worker-llm\",instance=\"10.0.0." + worker + ":8000\"", load, worker);
        }
        is("headroom_replicas", "job=\"headroom\",service=\"worker-llm\",state=\"ready\"", i -> 2 + (i / 480) % 2);
        is("headroom_replicas", "job=\"headroom\",service=\"worker-llm\",state=\"desired\"", i -> 2 + (i / 480) % 2);
    }

    /** Between idle and twice too much, and quiet for longer than an hour in between. */
    private double[] walk() {
        double[] load = new double[points];
        double now = 0.5;
        double aim = 0.5;
        for (int i = 0; i < points; i++) {
            if (i % 80 == 0) {
                boolean quiet = i > points * 3 / 10 && i < points * 8 / 10;
                aim = random.nextDouble() * (quiet ? 0.3 : 1.6);
            }
            now += (aim - now) * 0.1 + random.nextGaussian() * 0.02;
            load[i] = Math.max(0, now);
        }
        return load;
    }

    private void worker(String labels, double[] load, int number) {
        is("up", labels, i -> 1);
        is("llm_queue_length", labels, i -> Math.round(Math.max(0, load[i] - 0.8) * 120));
        is("llm_tasks_running", labels, i -> Math.round(Math.min(4, load[i] * 4)));
        is("llm_task_slots", labels, i -> 4);
        counts("llm_tasks_total", labels + ",status=\"success\"", i -> Math.round(load[i] * 30));
        counts("llm_tasks_total", labels + ",status=\"failure\"", i -> load[i] > 1.2 ? 6 : 0);
        counts("llm_task_duration_seconds_count", labels, i -> Math.round(load[i] * 30));
        counts("llm_task_duration_seconds_sum", labels, i -> Math.round(load[i] * load[i] * 90));
        for (double bound : new double[] {0.5, 1, 2, 4, 8, Double.POSITIVE_INFINITY}) {
            String le = Double.isInfinite(bound) ? "+Inf" : String.format(Locale.ROOT, "%.1f", bound);
            counts(
                    "llm_task_duration_seconds_bucket",
                    labels + ",le=\"" + le + "\"",
                    i -> Math.round(load[i] * 30 * Math.min(1, bound / (0.6 + 4 * load[i]))));
        }
        String gpu = labels + ",gpu=\"" + number + "\",gpu_uuid=\"GPU-" + number + "\"";
        is("nvidia_gpu_utilization_ratio", gpu, i -> Math.min(1, Math.round(load[i] * 90) / 100.0));
        is("nvidia_gpu_memory_total_bytes", gpu, i -> 40 * GIB);
        is("nvidia_gpu_memory_free_bytes", gpu, i -> Math.max(1, Math.round((1.1 - load[i] * 0.8) * 40)) * GIB);
    }

    private void is(String metric, String labels, IntToDoubleFunction value) {
        double[] values =
                IntStream.range(0, points).mapToDouble(value::applyAsDouble).toArray();
        metrics.computeIfAbsent(metric, first -> new LinkedHashMap<>()).put(labels, values);
    }

    private void counts(String metric, String labels, IntToDoubleFunction more) {
        double[] sum = new double[1];
        is(metric, labels, i -> sum[0] += more.applyAsDouble(i));
    }

    /** Writes what {@code promtool tsdb create-blocks-from openmetrics} reads. */
    void writeSamples(Path file) throws IOException {
        try (PrintWriter text = new PrintWriter(Files.newBufferedWriter(file))) {
            metrics.forEach((metric, series) -> series.forEach((labels, values) -> {
                for (int i = 0; i < points; i++) {
                    long at = begins.getEpochSecond() + (long) i * STEP;
                    text.println(metric + "{" + labels + "} " + number(values[i]) + " " + at);
                }
            }));
            text.println("# EOF");
        }
    }

    /** The series of a test of promtool, each an entry of {@code input_series}. */
    List<String> testSeries() {
        List<String> lines = new ArrayList<>();
        metrics.forEach((metric, series) -> series.forEach((labels, values) -> {
            StringBuilder text = new StringBuilder();
            for (double value : values) {
                text.append(text.isEmpty() ? "" : " ").append(number(value));
            }
            lines.add("{series: '" + metric + "{" + labels + "}', values: '" + text + "'}");
        }));
        return lines;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
