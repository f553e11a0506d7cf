package dev.headroom.receiver.reconcile;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.headroom.receiver.decision.Guard;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Histories of dead sources, jumps, restarts, other policies, foreign counts, orders and silences, as many as there is time
 * for. {@code -Dheadroom.seed=N} repeats a run, {@code -Dheadroom.weather=30m} makes it longer.
 */
class BadWeatherTest {

    private static final long SEED = Long.getLong("headroom.seed", new SplittableRandom().nextLong());
    private static final Duration LIMIT =
            Duration.parse("PT" + System.getProperty("headroom.weather", "20s").toUpperCase(Locale.ROOT));
    private static final int AT_A_TIME = 64;
    private static final int STEPS = 20;

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.headroom");
    private final Map<Guard, Integer> refusals = new ConcurrentSkipListMap<>();
    private final AtomicInteger histories = new AtomicInteger();
    private final AtomicInteger actions = new AtomicInteger();

    @BeforeEach
    void quiet() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void loud() {
        log.setLevel(null);
    }

    @Test
    void whateverComesNothingIsTakenThatSomebodyNeedsAndNothingIsStuck() {
        long end = System.nanoTime() + LIMIT.toNanos();
        play(SEED); // a seed that was told of comes first
        for (int from = 1; System.nanoTime() < end; from += AT_A_TIME) {
            IntStream.range(from, from + AT_A_TIME)
                    .parallel()
                    .filter(number -> System.nanoTime() < end)
                    .forEach(number -> play(SEED + number));
        }
        System.out.printf(
                "bad weather: -Dheadroom.seed=%d, %d histories, %d actions, refusals %s%n",
                SEED, histories.get(), actions.get(), refusals);
    }

    private void play(long seed) {
        BadWeather weather = new BadWeather(seed);
        try (weather) {
            for (int step = 0; step < STEPS; step++) {
                weather.step();
            }
            weather.clears();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("-Dheadroom.seed=" + seed + ": " + e.getMessage(), e);
        }
        histories.incrementAndGet();
        actions.addAndGet(weather.actions);
        weather.refusals.forEach((guard, count) -> refusals.merge(guard, count, Integer::sum));
    }
}
