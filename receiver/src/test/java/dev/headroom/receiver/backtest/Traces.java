package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Made requests: calm, with a busy time in the middle. */
public final class Traces {

    public static final Instant BEGINS = Instant.parse("2026-01-01T10:00:00Z");

    private Traces() {}

    /** Four hours; in the second one and a half twelve times as many as else. */
    public static Trace busyMiddle(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Request> requests = new ArrayList<>();
        double at = 0;
        while (at < 4 * 3600) {
            boolean busy = at > 3600 && at < 2.5 * 3600;
            at += -Math.log(1 - random.nextDouble()) / (busy ? 12 : 1);
            requests.add(new Request(at, -Math.log(1 - random.nextDouble()) * 1.5));
        }
        return new Trace(BEGINS, 4 * 3600, requests);
    }

    /** Ten minutes of a request a second. */
    public static Trace shortBurst() {
        List<Request> requests = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            requests.add(new Request(second, 3));
        }
        return new Trace(BEGINS, 600, requests);
    }

    /** As CSV. */
    public static String csv(Trace trace) {
        StringBuilder csv = new StringBuilder("timestamp,seconds\n");
        trace.requests()
                .forEach(request -> csv.append(String.format(
                        Locale.ROOT,
                        "%s,%.4f\n",
                        trace.begins().plusNanos((long) (request.at() * 1e9)),
                        request.work())));
        return csv.toString();
    }
}
