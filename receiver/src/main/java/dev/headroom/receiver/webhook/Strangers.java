package dev.headroom.receiver.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log who sends requests without a valid token: each address once a minute, and of many addresses a few. */
final class Strangers {
    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST = 10;

    private final InstantSource clock;
    private final Map<String, Integer> seen = new LinkedHashMap<>();
    private Instant began = Instant.MIN;
    private int others;

    Strangers(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * One was refused.
     *
     * @param address from which its connection came
     * @param request as "GET /api/v1/services"
     */
    synchronized void refused(String address, String request) {
        Instant now = clock.instant();
        if (began.equals(Instant.MIN) || !now.isBefore(began.plus(WINDOW)) || now.isBefore(began)) {
            sumUp();
            began = now;
        }
        if (!seen.containsKey(address) && seen.size() >= MOST) {
            others++;
        } else if (seen.merge(address, 1, Integer::sum) == 1) {
            LOG.warn("401: {} asked {} without a valid token", address, OneLine.brief(request));
        }
    }

    private void sumUp() {
        seen.forEach((address, times) -> {
            if (times > 1) {
                LOG.warn("401: {} was refused {} times within a minute", address, times);
            }
        });
        if (others > 0) {
            LOG.warn("401: {} requests of further addresses were refused within a minute", others);
        }
        seen.clear();
        others = 0;
    }
}
