package dev.headroom.receiver.backtest.demand;

import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.model.Capacity;
import dev.headroom.receiver.backtest.model.Ledger;
import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import dev.headroom.receiver.backtest.model.QueueModel;
import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.policy.ServicePolicy;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** What workers would have told of a trace, scaled late and to nearly too few, as samples of counters, a histogram and gauges. */
public final class Played implements Ledger {

    static final double[] BOUNDS = {0.5, 1, 2, 4, 8, 16, 32, 64, Double.POSITIVE_INFINITY};
    public static final int SLOTS = 4;

    private record Task(double ends, double work) {}

    final int step;
    final double[] ended;
    final double[] failed;
    final double[] waiting;
    final double[] running;
    final double[] replicas;
    final double[][] buckets;
    final double[] number;
    final double[] seconds;
    private final boolean withWait;
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingDouble(Task::ends));
    private final double[] counts = new double[BOUNDS.length];
    private final QueueModel model;
    private double all;
    private double sum;
    private double failures;

    /** @param withWait whether durations have the wait in them */
    public Played(Trace trace, int step, boolean withWait) {
        int points = (int) (trace.seconds() / step) + 1;
        this.step = step;
        this.withWait = withWait;
        this.ended = new double[points];
        this.failed = new double[points];
        this.waiting = new double[points];
        this.running = new double[points];
        this.replicas = new double[points];
        this.buckets = new double[BOUNDS.length][points];
        this.number = new double[points];
        this.seconds = new double[points];
        this.model = new QueueModel(new Capacity(new Work.Slots(SLOTS), 180, 30), 3, trace.requests(), this);
        double load = 0;
        for (int point = 0; point < points; point++) {
            model.advance((double) point * step);
            note(point);
            load += (model.running() + model.waiting() - load) * step / 600.0;
            if (point * step % 300 == 0) {
                model.scaleTo((int) Math.max(2, Math.min(9, Math.ceil(load / SLOTS / 0.75))), Set.of());
            }
        }
    }

    /** How its workers are modelled, of which there are so many at first; {@code sample} in seconds. */
    public static Settings settings(ServicePolicy service, int sample, int first) {
        Settings usual = Settings.of(service);
        return new Settings(
                service,
                new Work.Slots(SLOTS),
                GpuBusy.ANY,
                usual.giveUp(),
                usual.objective(),
                sample,
                Map.of(),
                first);
    }

    private void note(int point) {
        for (Task task = tasks.peek(); task != null && task.ends() <= model.now(); task = tasks.peek()) {
            observe(tasks.remove().work());
        }
        ended[point] = all;
        failed[point] = failures;
        waiting[point] = model.waiting();
        running[point] = model.running();
        replicas[point] = model.count();
        number[point] = all - failures;
        seconds[point] = sum;
        for (int bucket = 0; bucket < BOUNDS.length; bucket++) {
            buckets[bucket][point] = counts[bucket];
        }
    }

    private void observe(double duration) {
        all++;
        sum += duration;
        int bucket = 0;
        while (duration > BOUNDS[bucket]) {
            bucket++;
        }
        counts[bucket]++;
    }

    @Override
    public void arrived() {}

    @Override
    public void begun(double wait, double work) {
        if (!withWait) {
            tasks.add(new Task(model.now() + work, work));
        }
    }

    @Override
    public void firstToken(double at, double ttft) {}

    @Override
    public void streamed(double ttft, double tpot) {}

    @Override
    public void done(double at, double duration) {
        if (withWait) {
            observe(duration);
        }
    }

    @Override
    public void failed(double at) {
        all++;
        failures++;
    }

    /** Replicas that were wanted at the beginning. */
    public int first() {
        return (int) replicas[0];
    }

    /** Adds what {@code promtool tsdb create-blocks-from openmetrics} reads, by metric; counters begin anew each six hours. */
    public void addSamples(Instant begins, Map<String, StringBuilder> metrics) {
        String worker = "{job=\"worker-llm\",service=\"worker-llm\",instance=\"10.0.0.1:8000\"";
        samples(metrics, "llm_tasks_total", worker + ",status=\"failure\"}", begins, restarted(failed));
        samples(metrics, "llm_tasks_total", worker + ",status=\"success\"}", begins, restarted(number));
        samples(metrics, "llm_queue_length", worker + "}", begins, waiting);
        samples(metrics, "llm_tasks_running", worker + "}", begins, running);
        double[] slots = new double[ended.length];
        Arrays.fill(slots, SLOTS);
        samples(metrics, "llm_task_slots", worker + "}", begins, slots);
        samples(metrics, "llm_task_duration_seconds_count", worker + "}", begins, restarted(number));
        samples(metrics, "llm_task_duration_seconds_sum", worker + "}", begins, restarted(seconds));
        double[] within = new double[ended.length];
        for (int bucket = 0; bucket < BOUNDS.length; bucket++) {
            for (int point = 0; point < within.length; point++) {
                within[point] += buckets[bucket][point];
            }
            String le = Double.isInfinite(BOUNDS[bucket]) ? "+Inf" : String.valueOf(BOUNDS[bucket]);
            String labels = worker + ",le=\"" + le + "\"}";
            samples(metrics, "llm_task_duration_seconds_bucket", labels, begins, restarted(within));
        }
        String headroom = "{job=\"headroom\",service=\"worker-llm\",state=\"desired\"}";
        samples(metrics, "headroom_replicas", headroom, begins, replicas);
    }

    private double[] restarted(double[] counter) {
        int life = 6 * 3600 / step;
        double[] values = new double[counter.length];
        for (int point = 0; point < values.length; point++) {
            int born = point / life * life;
            values[point] = counter[point] - (born == 0 ? 0 : counter[born - 1]);
        }
        return values;
    }

    private void samples(
            Map<String, StringBuilder> metrics, String metric, String labels, Instant begins, double[] values) {
        DecimalFormat format = new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
        StringBuilder text = metrics.computeIfAbsent(metric, first -> new StringBuilder());
        for (int point = 0; point < values.length - 1; point++) {
            long at = begins.getEpochSecond() + (long) point * step;
            text.append(metric)
                    .append(labels)
                    .append(' ')
                    .append(format.format(values[point]))
                    .append(' ')
                    .append(at)
                    .append('\n');
        }
    }

    /** What is counted of it. */
    public Counted counted(Instant begins) {
        return new Counted(begins, step, increases(ended), waiting, running, running, durations());
    }

    static double[] increases(double[] counter) {
        double[] more = new double[counter.length];
        for (int i = 1; i < more.length; i++) {
            more[i] = counter[i] - counter[i - 1];
        }
        return more;
    }

    Durations durations() {
        return new Durations(
                BOUNDS,
                Arrays.stream(buckets).map(Played::increases).toArray(double[][]::new),
                increases(number),
                increases(seconds));
    }
}
