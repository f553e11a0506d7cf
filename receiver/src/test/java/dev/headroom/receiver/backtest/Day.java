package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Shape;
import dev.headroom.receiver.backtest.trace.Speed;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.backtest.trace.TraceFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Days made of the shipped trace's hour, busier ones and calmer, of slower work, of another shape, with bursts; and such of
 * requests that come evenly.
 */
public record Day(String name, Supplier<Trace> made) {

    private static final Path TRACE = Path.of(System.getProperty("headroom.root", ".."))
            .toAbsolutePath()
            .normalize()
            .resolve("docs/backtest/azure-llm-code-2023.csv");
    private static final Instant MIDNIGHT = Instant.parse("2023-11-16T00:00:00Z");
    private static final List<Double> TWO_PEAKS =
            Shape.parse(".3,.2,.1,.1,.1,.3,.8,1.4,1.6,1.2,.8,.6,.5,.5,.6,.8,1.2,1.6,1.5,1.2,.9,.7,.5,.4");
    private static final List<Double> STEEP =
            Shape.parse(".1,.1,.1,.1,.1,.1,.1,1.5,1.5,1.5,.2,.2,1.3,1.3,1.3,1.3,.2,.2,1.6,1.6,.1,.1,.1,.1");
    private static final int BURSTS = 14;

    /** Those by which the rules were chosen. */
    public static Stream<Day> known() {
        return Stream.of(
                new Day("twice the requests", () -> recorded(Shape.USUAL_DAY, 2, 1, 1)),
                new Day("as they came, seed 7", () -> recorded(Shape.USUAL_DAY, 1, 1, 7)),
                new Day("half of them, work x4", () -> recorded(Shape.USUAL_DAY, 0.5, 4, 1)),
                new Day("a tenth, work x4", () -> recorded(Shape.USUAL_DAY, 0.1, 4, 1)),
                new Day("a quarter, work x8", () -> recorded(Shape.USUAL_DAY, 0.25, 8, 1)),
                slowWithBursts(),
                new Day("one and a half, seed 3", () -> recorded(Shape.USUAL_DAY, 1.5, 1, 3)),
                new Day("twice, the same in all hours", () -> recorded(Collections.nCopies(24, 0.8), 2, 1, 1)),
                new Day("wandering, 6 s of work", () -> wandering(Shape.USUAL_DAY, new Wandering(3, 6, 1, .97, .3), 1)),
                new Day("wandering, 12 s, two peaks", () -> wandering(TWO_PEAKS, new Wandering(3, 12, .7, .9, .4), 2)),
                new Day("wandering, 3 s, steep", () -> wandering(STEEP, new Wandering(3, 3, 1, .95, .3), 3)));
    }

    /** Those that were looked at once, when the rules had been chosen. */
    public static Stream<Day> unseen() {
        return Stream.of(
                new Day("two peaks, work x2", () -> recorded(TWO_PEAKS, 1, 2, 11)),
                new Day("0.3, work x4, bursts", () -> withBursts(recorded(Shape.USUAL_DAY, 0.3, 4, 13), 14)),
                new Day("0.2, work x8, steep ramps", () -> recorded(STEEP, 0.2, 8, 17)),
                new Day("1.3, two peaks, bursts", () -> withBursts(recorded(TWO_PEAKS, 1.3, 1, 19), 20)),
                new Day(
                        "wandering, 8 s, two peaks",
                        () -> wandering(TWO_PEAKS, new Wandering(3.5, 8, 1, .95, .4), 21)));
    }

    static Day slowWithBursts() {
        return new Day("a tenth, work x8, bursts", () -> withBursts(recorded(Shape.USUAL_DAY, 0.1, 8, 1), 3));
    }

    public Trace trace() {
        return made.get();
    }

    /** So many times the requests of the trace's hour in each hour, on replicas that are so many times slower. */
    private static Trace recorded(List<Double> shape, double scale, double slower, long seed) {
        Speed speed = new Speed(Speed.DEFAULT.prefill() / slower, Speed.DEFAULT.decode() / slower);
        return new Shape(shape, scale, seed).day(TraceFile.read(TRACE, speed), MIDNIGHT);
    }

    /** Fourteen times there are two to five times as many, for two to fifteen minutes. */
    private static Trace withBursts(Trace calm, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Request> requests = new ArrayList<>(calm.requests());
        for (int burst = 0; burst < BURSTS; burst++) {
            double from = random.nextDouble() * calm.seconds();
            double to = from + random.nextDouble(120, 900);
            int more = random.nextInt(1, 5);
            for (Request request : calm.requests()) {
                for (int copy = 0; request.at() >= from && request.at() < to && copy < more; copy++) {
                    requests.add(request.movedTo(request.at() + random.nextDouble()));
                }
            }
        }
        return new Trace(calm.begins(), calm.seconds(), requests);
    }

    /**
     * Requests that come evenly within a minute, at a rate that wanders from one to the next.
     *
     * @param replicas that are busy, at a share of 1
     * @param work seconds of a request, on average
     * @param spread of that, as a share of it
     * @param memory how much of the deviation of a minute is left in the next, 0 to 1
     * @param deviation of the rate's logarithm
     */
    private record Wandering(double replicas, double work, double spread, double memory, double deviation) {

        double rate(double share, double wandered) {
            return share * replicas * Settings.SLOTS / work * Math.exp(wandered - deviation * deviation / 2);
        }

        double next(double wandered, Random random) {
            return memory * wandered + Math.sqrt(1 - memory * memory) * deviation * random.nextGaussian();
        }

        double work(Random random) {
            double variance = Math.log(1 + spread * spread);
            return work * Math.exp(Math.sqrt(variance) * random.nextGaussian() - variance / 2);
        }
    }

    private static Trace wandering(List<Double> shape, Wandering way, long seed) {
        Random random = new Random(seed);
        List<Request> requests = new ArrayList<>();
        double wandered = 0;
        for (int minute = 0; minute < 24 * 60; minute++) {
            wandered = way.next(wandered, random);
            double hour = minute / 60.0;
            double part = hour - Math.floor(hour);
            double share = shape.get((int) hour) * (1 - part) + shape.get(((int) hour + 1) % 24) * part;
            double rate = way.rate(share, wandered);
            for (double at = gap(rate, random); at < 60; at += gap(rate, random)) {
                requests.add(new Request(minute * 60 + at, way.work(random)));
            }
        }
        return new Trace(MIDNIGHT, 24 * 3600, requests);
    }

    private static double gap(double rate, Random random) {
        return -Math.log(1 - random.nextDouble()) / rate;
    }

    @Override
    public String toString() {
        return name;
    }
}
