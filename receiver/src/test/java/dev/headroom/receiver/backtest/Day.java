package dev.headroom.receiver.backtest;

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
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Days made of the shipped trace's hour: busier ones and calmer, of slower work, of another shape, with bursts. */
public final class Day {

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

    private final String name;
    private final List<Double> shape;
    private final double scale;
    private final double slower;
    private final long seed;
    private final long bursts;

    private Day(String name, List<Double> shape, double scale, double slower, long seed, long bursts) {
        this.name = name;
        this.shape = shape;
        this.scale = scale;
        this.slower = slower;
        this.seed = seed;
        this.bursts = bursts;
    }

    /** Those by which the rules were chosen. */
    public static Stream<Day> known() {
        return Stream.of(
                new Day("twice the requests", Shape.USUAL_DAY, 2, 1, 1, 0),
                new Day("as they came, seed 7", Shape.USUAL_DAY, 1, 1, 7, 0),
                new Day("half of them, work x4", Shape.USUAL_DAY, 0.5, 4, 1, 0),
                new Day("a tenth, work x4", Shape.USUAL_DAY, 0.1, 4, 1, 0),
                new Day("a quarter, work x8", Shape.USUAL_DAY, 0.25, 8, 1, 0),
                slowWithBursts(),
                new Day("one and a half, seed 3", Shape.USUAL_DAY, 1.5, 1, 3, 0),
                new Day("twice, the same in all hours", Collections.nCopies(24, 0.8), 2, 1, 1, 0));
    }

    /** Those that were looked at once, when the rules had been chosen. */
    public static Stream<Day> unseen() {
        return Stream.of(
                new Day("two peaks, work x2", TWO_PEAKS, 1, 2, 11, 0),
                new Day("0.3, work x4, bursts", Shape.USUAL_DAY, 0.3, 4, 13, 14),
                new Day("0.2, work x8, steep ramps", STEEP, 0.2, 8, 17, 0),
                new Day("1.3, two peaks, bursts", TWO_PEAKS, 1.3, 1, 19, 20));
    }

    static Day slowWithBursts() {
        return new Day("a tenth, work x8, bursts", Shape.USUAL_DAY, 0.1, 8, 1, 3);
    }

    public Trace trace() {
        Speed speed = new Speed(Speed.DEFAULT.prefill() / slower, Speed.DEFAULT.decode() / slower);
        Trace day = new Shape(shape, scale, seed).day(TraceFile.read(TRACE, speed), MIDNIGHT);
        return bursts == 0 ? day : withBursts(day);
    }

    /** Fourteen times there are two to five times as many, for two to fifteen minutes. */
    private Trace withBursts(Trace calm) {
        SplittableRandom random = new SplittableRandom(bursts);
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

    @Override
    public String toString() {
        return name;
    }
}
