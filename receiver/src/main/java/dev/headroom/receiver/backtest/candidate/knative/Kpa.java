package dev.headroom.receiver.backtest.candidate.knative;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Knative's pod autoscaler: as many pods as the requests at once need, on average of the stable window; where the panic window
 * asks for a multiple of what is ready, on average of that, and never fewer until it is over. Times are in seconds.
 */
public final class Kpa {

    private final KpaSpec spec;
    private final Deque<Double> seen = new ArrayDeque<>();
    private final Deque<Wanted> delayed = new ArrayDeque<>();
    private boolean panics;
    private double panicked;
    private int most;

    private record Wanted(double at, int pods) {}

    /** @param ready pods at the beginning; where there are some already it begins in panic, until it has seen enough */
    public Kpa(KpaSpec spec, int ready) {
        this.spec = spec;
        this.panics = ready > 1;
        this.most = ready;
    }

    /** Takes note of the requests that are worked on or wait; once a second. */
    public void observe(double requests) {
        seen.addLast(requests);
        if (seen.size() > spec.window()) {
            seen.removeFirst();
        }
    }

    /** The count to set now. */
    public int decide(double now, int ready) {
        double pods = Math.max(1, ready);
        double byPanic = Math.ceil(average(spec.panicWindow()) / spec.target());
        int wanted = limited(Math.ceil(average(spec.window()) / spec.target()), pods);
        if (byPanic / pods >= spec.panicThreshold()) {
            panics = true;
            panicked = now;
        } else if (panics && panicked + spec.window() < now) {
            panics = false;
            most = 0;
        }
        if (panics) {
            most = Math.max(most, Math.max(wanted, limited(byPanic, pods)));
            wanted = most;
        }
        int least = Math.max(spec.min(), delayed(now, wanted));
        return spec.max() == 0 ? least : Math.min(spec.max(), least);
    }

    private int limited(double wanted, double pods) {
        double most = Math.ceil(spec.maxUp() * pods);
        double least = Math.floor(pods / spec.maxDown());
        int limited = (int) Math.min(Math.max(wanted, least), most);
        return wanted > 0 ? Math.max(limited, spec.activation()) : limited;
    }

    private double average(int seconds) {
        return seen.stream()
                .skip(Math.max(0, seen.size() - seconds))
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(0);
    }

    /** The most that was wanted within the delay. */
    private int delayed(double now, int wanted) {
        delayed.addLast(new Wanted(now, wanted));
        delayed.removeIf(past -> past.at() < now - spec.scaleDownDelay());
        return delayed.stream().mapToInt(Wanted::pods).max().orElse(wanted);
    }
}
