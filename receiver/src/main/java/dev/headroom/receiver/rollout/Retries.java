package dev.headroom.receiver.rollout;

import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a step is tried again. One that waits: after 1 s, however often there is news of something else. One that failed: after
 * 1 s, and twice as long each time up to half a minute, each give or take a fifth by its service's name, so that services
 * that failed together do not come back together. In memory: a restart may try at once.
 */
final class Retries {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 5;

    private record Failures(int count, Duration next) {}

    private final Map<String, Failures> failures = new ConcurrentHashMap<>();

    boolean due(String service, Moment now) {
        Failures known = failures.get(service);
        return known == null || now.elapsed().compareTo(known.next()) >= 0;
    }

    void waits(String service, Moment now) {
        failures.put(service, new Failures(0, now.elapsed().plus(FIRST)));
    }

    void failed(String service, Moment now) {
        failures.compute(service, (name, known) -> {
            int count = known == null ? 0 : known.count();
            return new Failures(count + 1, now.elapsed().plus(wait(service, count)));
        });
    }

    void succeeded(String service) {
        failures.remove(service);
    }

    private static Duration wait(String service, int failedBefore) {
        double millis = FIRST.toMillis() * Math.pow(2, Math.min(failedBefore, MOST_DOUBLINGS));
        double apart = new SplittableRandom(31L * service.hashCode() + failedBefore).nextDouble(0.8, 1.2);
        return Duration.ofMillis((long) (millis * apart));
    }
}
