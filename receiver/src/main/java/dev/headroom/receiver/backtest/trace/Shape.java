package dev.headroom.receiver.backtest.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How much of a trace there is: of each hour of a day, or of the trace as it is. A part is made by leaving requests out
 * at random, a multiple by repeating them, each repetition a little later.
 *
 * @param hours the share of the trace's first hour in each hour of the day
 * @param seed the same seed makes the same requests
 */
public record Shape(List<Double> hours, double scale, long seed) {

    public static final List<Double> USUAL_DAY = List.of(
            .35, .25, .2, .15, .15, .2, .3, .45, .7, 1.0, 1.2, 1.3, 1.2, 1.25, 1.3, 1.25, 1.1, 1.0, .9, .85, .8, .7,
            .55, .45);
    private static final double HOUR = 3600;

    /** A repetition comes at most so many seconds after the request that it repeats. */
    private static final double LATER = 1;

    public Shape {
        hours = List.copyOf(hours);
    }

    /** The same with the seed that is so many further. */
    public Shape reseeded(long further) {
        return new Shape(hours, scale, seed + further);
    }

    /** A day, beginning at {@code midnight}, whose every hour is the trace's first one. */
    public Trace day(Trace hour, Instant midnight) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < hours.size(); i++) {
            for (Request request : hour.requests()) {
                if (request.at() < HOUR) {
                    repeat(request, i * HOUR, hours.get(i) * scale, random, requests);
                }
            }
        }
        return new Trace(midnight, hours.size() * HOUR, requests);
    }

    /** The trace with {@code scale} times its requests. */
    public Trace scaled(Trace trace) {
        if (scale == 1) {
            return trace;
        }
        SplittableRandom random = new SplittableRandom(seed);
        List<Request> requests = new ArrayList<>();
        trace.requests().forEach(request -> repeat(request, 0, scale, random, requests));
        return new Trace(trace.begins(), trace.seconds(), requests);
    }

    private static void repeat(
            Request request, double later, double times, SplittableRandom random, List<Request> into) {
        int copies = (int) times + (random.nextDouble() < times - Math.floor(times) ? 1 : 0);
        for (int copy = 0; copy < copies; copy++) {
            double jitter = copy == 0 ? 0 : random.nextDouble() * LATER;
            into.add(request.movedTo(later + request.at() + jitter));
        }
    }

    /** Reads a shape as it is written on the command line: numbers with commas between them. */
    public static List<Double> parse(String text) {
        try {
            List<Double> hours = Arrays.stream(text.split(","))
                    .map(String::strip)
                    .map(Double::valueOf)
                    .toList();
            if (hours.stream().allMatch(share -> share >= 0 && share <= 1000)) {
                return hours;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new TraceException(
                "--shape: must be numbers of 0 to 1000, one for each hour, with commas between them, found \"" + text
                        + "\"; write it like 0.5,1,1.5");
    }
}
