package dev.headroom.receiver.backtest.demand;

import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;

/**
 * Requests that come to the same counts: as many in each step, at moments of chance, which take as long as those that ended.
 * The same counts and the same seed make the same requests.
 *
 * @param unknown what the counts do not tell, and what comes of that, each a sentence
 */
public record Rebuilt(Trace trace, List<String> unknown) {

    private static final int MOST = 5_000_000;

    public Rebuilt {
        unknown = List.copyOf(unknown);
    }

    /**
     * Rebuilds requests.
     *
     * @param family what the counts are called
     * @throws BacktestException where there are too many requests, or nothing tells how long their work takes
     */
    public static Rebuilt of(Counted counted, Family family, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Arrived arrived = Arrived.of(counted);
        if (arrived.number() > MOST) {
            throw new BacktestException("--closed-loop: must be at most " + MOST + " requests, found "
                    + arrived.number() + "; ask for less with a shorter --since");
        }
        MeanWork mean = new MeanWork(counted);
        double[] times = arrived.times(random);
        double[] works = works(counted, mean, times.length, random);
        List<Request> requests = new ArrayList<>(times.length);
        for (int i = 0; i < times.length; i++) {
            requests.add(new Request(times[i], works[i]));
        }
        Trace trace = new Trace(counted.begins(), (counted.points() - 1) * counted.step(), requests);
        return new Rebuilt(trace, Unknown.of(counted, family, mean));
    }

    /** Who comes first is begun first, so the works are in the order in which those that ended must have begun. */
    private static double[] works(Counted counted, MeanWork mean, int number, SplittableRandom random) {
        Draw draw = new Draw(counted, mean, random);
        List<Ended> all = new ArrayList<>(number);
        double ended = 0;
        for (int point = 1; point < counted.points(); point++) {
            ended += Counted.known(counted.ended()[point]);
            int more = (int) Math.min(number, Math.round(ended)) - all.size();
            for (double work : draw.works(more, point)) {
                all.add(new Ended((point - random.nextDouble()) * counted.step() - work, work));
            }
        }
        all.sort(Comparator.comparingDouble(Ended::begun));
        double[] still = draw.works(number - all.size(), counted.points() - 1);
        return DoubleStream.concat(all.stream().mapToDouble(Ended::work), DoubleStream.of(still))
                .toArray();
    }

    private record Ended(double begun, double work) {}
}
