package dev.headroom.ttltuner.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.ttltuner.app.Tuner.Hand;
import dev.headroom.ttltuner.config.TunerConfig;
import dev.headroom.ttltuner.metrics.TunerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/** The running tuner: one thread that beats, and a server that shows. */
public final class TtlTunerApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TtlTunerApp.class);

    private final UnifiedJedis redis;
    private final Tuner tuner;
    private final StatusServer server;
    private final Clock clock;
    private final Duration every;
    private final ScheduledExecutorService beat =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "tuner"));
    private Instant due = Instant.MIN;

    private TtlTunerApp(TunerConfig config, Clock clock) {
        TunerMetrics metrics = new TunerMetrics();
        this.clock = clock;
        this.every = config.timing().decide();
        this.redis = Wiring.redis(config.redis());
        this.tuner = Wiring.tuner(config, redis, metrics);
        this.server = new StatusServer(config.listen(), tuner::status, metrics);
        long millis = config.timing().poll().toMillis();
        ScheduledFuture<?> unused =
                beat.scheduleWithFixedDelay(this::beat, 0, Math.max(1, millis), TimeUnit.MILLISECONDS);
        LOG.info("TTL tuner on {}:{}, Redis at {}", config.listen().host(), server.port(), config.redis());
    }

    /**
     * Starts it.
     *
     * @throws StartException where its port is taken
     */
    public static TtlTunerApp start(TunerConfig config) {
        return new TtlTunerApp(config, Clock.systemUTC());
    }

    /** A decision that Redis prevented is made as soon as it answers again. */
    private void beat() {
        try {
            Instant now = clock.instant();
            if (tuner.poll(now) && !now.isBefore(due) && tuner.decide(now, Hand.ACTS)) {
                due = now.plus(every);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("this is a bug, and the beat goes on: {}", e, e);
        }
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    /**
     * One decision, without a server.
     *
     * @param watch how long counters are watched before
     * @return the status as JSON
     */
    public static JsonNode once(TunerConfig config, Duration watch, boolean dryRun) throws InterruptedException {
        try (UnifiedJedis redis = Wiring.redis(config.redis())) {
            Tuner tuner = Wiring.tuner(config, redis, new TunerMetrics());
            Clock clock = Clock.systemUTC();
            if (tuner.look(clock.instant())) {
                Thread.sleep(watch.toMillis());
                if (tuner.look(clock.instant())) {
                    tuner.decide(clock.instant(), dryRun ? Hand.ONLY_LOOKS : Hand.ACTS);
                }
            }
            if (!dryRun) {
                tuner.stop();
            }
            return StatusJson.of(tuner.status());
        }
    }

    @Override
    public void close() throws InterruptedException {
        beat.shutdown();
        if (!beat.awaitTermination(10, TimeUnit.SECONDS)) {
            beat.shutdownNow();
        }
        server.close();
        tuner.stop();
        redis.close();
    }
}
