package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.backtest.Backtest;
import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.demand.Counted;
import dev.headroom.receiver.backtest.demand.Durations;
import dev.headroom.receiver.backtest.demand.Family;
import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a past tells of the requests of a service. */
final class CountedPast {

    private final Past past;
    private final String service;
    private final CountQuestions questions;
    private final Optional<Series> replicas;
    private final Family family;
    private final int first;

    /**
     * From one of its points on.
     *
     * @param replicas how many there were
     * @throws BacktestException where no request is counted
     */
    CountedPast(Past past, String service, CountQuestions questions, Optional<Series> replicas, int first) {
        this.past = past;
        this.service = service;
        this.questions = questions;
        this.replicas = replicas;
        this.first = first;
        this.family = Family.ALL.stream()
                .filter(one -> Counted.isTold(ended(one)))
                .findFirst()
                .orElseThrow(() -> new BacktestException("--closed-loop: needs a counter of the requests of " + service
                        + ", found none of "
                        + String.join(
                                ", ", Family.ALL.stream().map(Family::ended).toList())
                        + " with service=\"" + service
                        + "\"; let an adapter record one (docs/adapters.md), or leave --closed-loop out"));
    }

    Family family() {
        return family;
    }

    /** Requests that a replica was said to work on at once. */
    OptionalInt slots() {
        return Arrays.stream(numbers(questions.slots(family)))
                .filter(slots -> slots >= 1)
                .mapToInt(slots -> (int) Math.round(slots))
                .findFirst();
    }

    double[] waiting() {
        return numbers(questions.waiting(family));
    }

    /**
     * All that is counted.
     *
     * @param model how a replica works, where busy slots are known from how busy the replicas are alone
     * @throws BacktestException where nothing tells how long requests take
     */
    Counted counted(Backtest.Model model) {
        Durations durations = durations();
        double[] running = numbers(questions.running(family));
        double[] busy = Counted.isTold(running) ? running : estimated(model);
        if (!durations.areTold() && !Counted.isTold(busy)) {
            throw new BacktestException(
                    "--closed-loop: nothing tells how long requests of " + service + " take: there is no "
                            + family.durations()
                            + ", and no count of the replicas or how busy they are; let an adapter record one"
                            + " (docs/adapters.md), or leave --closed-loop out");
        }
        return new Counted(
                past.range().at(first),
                past.range().step().toSeconds(),
                ended(family),
                waiting(),
                running,
                busy,
                durations);
    }

    /** A replica whose GPU is busy for a share of the time works on as many as come by chance (Poisson) while it is idle for the rest. */
    private double[] estimated(Backtest.Model model) {
        double[] share = numbers(questions.busy(family));
        double slots = model.work().slots();
        boolean any = family.busy().equals("gpu_utilization") && model.gpuBusy() == GpuBusy.ANY;
        return IntStream.range(0, share.length)
                .mapToDouble(point -> replicas(point)
                        * (any ? Math.min(slots, -Math.log(1 - Math.min(1, share[point]))) : slots * share[point]))
                .toArray();
    }

    private double replicas(int point) {
        return replicas.filter(series -> series.has(first + point))
                .map(series -> series.value(first + point))
                .orElse(Double.NaN);
    }

    private double[] ended(Family one) {
        double[] ended = numbers(questions.ended(one));
        return Counted.isTold(ended) ? ended : numbers(questions.number(one));
    }

    private Durations durations() {
        TreeMap<Double, double[]> upTo = new TreeMap<>();
        answer(questions.buckets(family))
                .forEach(series -> bound(series).ifPresent(bound -> upTo.put(bound, numbers(Stream.of(series)))));
        double[] number = numbers(questions.number(family));
        double[] seconds = numbers(questions.seconds(family));
        if (upTo.isEmpty() || !upTo.lastKey().isInfinite()) {
            return Counted.isTold(seconds)
                    ? new Durations(new double[0], new double[0][], number, seconds)
                    : Durations.untold(number.length);
        }
        return Durations.ofCumulative(upTo, seconds);
    }

    private static Optional<Double> bound(Series series) {
        String text = series.labels().getOrDefault("le", "");
        try {
            return Optional.of(text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Stream<Series> answer(Optional<String> query) {
        return query.map(asked -> past.answers().getOrDefault(asked, List.of())).orElse(List.of()).stream();
    }

    private double[] numbers(Optional<String> query) {
        return numbers(answer(query)
                .filter(series ->
                        series.labels().getOrDefault("service", service).equals(service)));
    }

    private double[] numbers(Stream<Series> all) {
        double[] numbers = new double[past.range().points() - first];
        Arrays.fill(numbers, Double.NaN);
        all.forEach(series -> series.present().stream()
                .filter(point -> point >= first)
                .forEach(point -> numbers[point - first] = series.value(point)));
        return numbers;
    }
}
