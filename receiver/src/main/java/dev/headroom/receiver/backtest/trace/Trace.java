package dev.headroom.receiver.backtest.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * Requests over time.
 *
 * @param begins the instant from which the requests count
 * @param seconds how long it is; scaling ends then
 * @param requests in the order of their arrival
 */
public record Trace(Instant begins, double seconds, List<Request> requests) {

    public Trace {
        requests = requests.stream()
                .sorted(Comparator.comparingDouble(Request::at))
                .toList();
    }

    /** The same requests at the same instants, counted from an earlier one. */
    public Trace from(Instant earlier) {
        double later = Duration.between(earlier, begins).toNanos() / 1e9;
        List<Request> moved = requests.stream()
                .map(request -> request.movedTo(request.at() + later))
                .toList();
        return new Trace(earlier, seconds + later, moved);
    }
}
