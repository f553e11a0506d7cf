package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.model.Capacity;
import dev.headroom.receiver.backtest.model.QueueModel;
import dev.headroom.receiver.backtest.model.Requests;
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One that knows all that was and nothing of what comes, and whose hands are free: each 15 s it goes to what the arrivals of the
 * last minutes, times the mean work of the whole day, need with what waits, up and down at once.
 *
 * @param window steps over which the rate is measured
 * @param fill share of its slots that the load fills, 0 to 1
 * @param root so many times the root of the load are further slots
 * @param memory steps of which the load is remembered
 * @param share of the remembered steps that the count is enough for, 0 to 1
 */
public record Causal(int window, double fill, double root, int memory, double share) {

    private static final int STEP = Settings.SAMPLE;
    private static final int MINUTE = 60;

    /** Many of them, of which the best of a day is what can be done. */
    public static Stream<Causal> all() {
        return Stream.of(4, 8)
                .flatMap(window -> Stream.of(8, 20, 40, 120, 240)
                        .flatMap(memory -> Stream.of(0.9, 1.0)
                                .flatMap(share -> Stream.concat(
                                        DoubleStream.of(0.3, 0.4, 0.5, 0.6, 0.8)
                                                .mapToObj(fill -> new Causal(window, fill, 0, memory, share)),
                                        DoubleStream.of(0.5, 1, 2, 3)
                                                .mapToObj(root -> new Causal(window, 1, root, memory, share))))));
    }

    /** What came of it on a day, with replicas as all others have them. */
    public Result played(Trace trace, Settings settings) {
        Requests requests = new Requests(settings.objective(), settings.giveUp());
        double warmup = settings.service().timings().warmup().toSeconds();
        QueueModel model = new QueueModel(
                new Capacity(settings.work(), warmup, settings.giveUp()), settings.first(), trace.requests(), requests);
        double work =
                trace.requests().stream().mapToDouble(Request::work).average().orElse(0);
        double[] load = loads(trace, work);
        for (int step = 0; step < load.length; step++) {
            model.advance((double) step * STEP);
            double waiting = model.waiting() * work / MINUTE;
            int slots = settings.work().slots();
            double wanted = Math.max(staffed(remembered(load, step)), load[step] + waiting) / slots;
            int count = (int) Math.ceil(wanted - 1e-9);
            model.scaleTo(
                    Math.max(
                            settings.service().replicas().min(),
                            Math.min(settings.service().replicas().max(), count)),
                    Set.of());
        }
        double hours = model.replicaSeconds() / 3600;
        model.drain();
        return result(requests, hours);
    }

    /** Slots that what came keeps busy, of each step with those before it. */
    private double[] loads(Trace trace, double work) {
        double[] came = new double[(int) (trace.seconds() / STEP) + 1];
        trace.requests().stream()
                .mapToInt(request -> (int) Math.ceil(request.at() / STEP))
                .filter(step -> step < came.length)
                .forEach(step -> came[step] += work / STEP);
        return IntStream.range(0, came.length)
                .mapToDouble(step -> IntStream.rangeClosed(Math.max(0, step - window + 1), step)
                        .mapToDouble(i -> came[i])
                        .average()
                        .orElse(0))
                .toArray();
    }

    private double remembered(double[] load, int step) {
        double[] sorted = Arrays.copyOfRange(load, Math.max(0, step - memory + 1), step + 1);
        Arrays.sort(sorted);
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private double staffed(double load) {
        return load / fill + root * Math.sqrt(load);
    }

    private Result result(Requests requests, double hours) {
        Result.Figures figures = new Result.Figures(
                requests.count(),
                requests.withinObjective(),
                requests.p99Wait(),
                requests.failed(),
                hours,
                0,
                0,
                0,
                Map.of(),
                Double.NaN,
                Double.NaN);
        return new Result(toString(), figures, List.of(), List.of(), Map.of(), List.of());
    }
}
