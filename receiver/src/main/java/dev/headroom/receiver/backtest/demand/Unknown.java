package dev.headroom.receiver.backtest.demand;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What counts do not tell, and what comes of it. */
final class Unknown {

    private static final double HOUR = 3600;

    private Unknown() {}

    static List<String> of(Counted counted, Family family, MeanWork mean) {
        List<String> unknown = new ArrayList<>(
                List.of(
                        "requests are rebuilt from counts: as many in each step of " + words(counted.step())
                                + ", at moments of chance; they come alike whatever is decided, where clients might go away or ask again"));
        if (!Counted.isTold(counted.waiting())) {
            unknown.add(lacks(family.waiting())
                    + "requests count as they end, so those that waited come later here and more evenly than they did");
        }
        if (!Counted.isTold(counted.running())) {
            unknown.add(lacks(family.running().isEmpty() ? "requests that are worked on" : family.running())
                    + "a request comes here when it ended, so later by the time that it took");
        }
        unknown.addAll(work(counted, family, mean));
        if (counted.silent() > 0) {
            double seconds = counted.silent() * counted.step();
            unknown.add("for " + words(seconds) + " nothing is told of ends: no request comes then");
        }
        return unknown;
    }

    private static List<String> work(Counted counted, Family family, MeanWork mean) {
        String busy = Counted.isTold(counted.running())
                ? family.running()
                : "how busy the replicas are (" + family.busy() + "), times their count and --slots";
        if (!counted.durations().areTold()) {
            return List.of(
                    lacks(family.durations()) + "the mean time of work is taken from " + busy
                            + ", and its spread is assumed (exponential): waits may be longer or shorter than they would have been");
        }
        List<String> unknown = new ArrayList<>();
        if (!counted.durations().haveBuckets()) {
            unknown.add(
                    "there are no buckets of " + family.durations()
                            + ": the spread of the work is assumed (exponential): waits may be longer or shorter than they would have been");
        }
        if (mean.hasWait()) {
            unknown.add(family.durations()
                    + " has the wait in it: while requests wait, their work is taken to differ as before"
                    + (mean.knowsBusy()
                            ? ", around a mean that is taken from " + busy
                            : " and to take as long as before"));
        }
        return unknown;
    }

    private static String lacks(String name) {
        return "nothing is told of " + name + ": ";
    }

    private static String words(double seconds) {
        return seconds < HOUR
                ? String.format(Locale.ROOT, "%.0f s", seconds)
                : String.format(Locale.ROOT, "%.1f hours", seconds / HOUR);
    }
}
