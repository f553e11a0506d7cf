package dev.headroom.receiver.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.AlertUpdate.Status;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any order and any duplication of what Alertmanager said of one alert leads to the same belief as in order, once. */
class AlertLifecyclePropertyTest {
    private static final int HISTORIES = 20_000;
    private static final Instant T0 = Instant.parse("2026-03-02T10:00:00Z");
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), Duration.ofSeconds(15));

    /** What was sent of one alert, in the order in which it happened, and whether it fires at the end. */
    private record History(List<AlertUpdate> sent, boolean firing) {}

    @Test
    void oneDateAFiring() {
        check(1, Duration.ZERO);
    }

    @Test
    void twoPrometheusThatDateOneFiringDifferently() {
        check(2, Duration.ZERO);
    }

    @Test
    void aReceiverWhoseClockIsHoursBehind() {
        check(1, Duration.ofHours(-3));
    }

    private static void check(int dates, Duration skew) {
        long first = System.nanoTime();
        for (long seed = first; seed < first + HISTORIES; seed++) {
            Random random = new Random(seed);
            History history = history(random, dates);
            Instant now = history.sent().stream()
                    .map(AlertLifecyclePropertyTest::time)
                    .max(Comparator.naturalOrder())
                    .orElseThrow()
                    .plusSeconds(1)
                    .plus(skew);
            assertThat(fires(history.sent(), now))
                    .as("in order, seed %d: %s", seed, history)
                    .isEqualTo(history.firing());
            List<AlertUpdate> garbled = garbled(history.sent(), random);
            assertThat(fires(garbled, now))
                    .as("garbled, seed %d: %s", seed, garbled)
                    .isEqualTo(history.firing());
        }
    }

    private static History history(Random random, int dates) {
        List<AlertUpdate> sent = new ArrayList<>();
        Instant clock = T0;
        boolean firing = false;
        int episodes = 1 + random.nextInt(4);
        for (int i = 0; i < episodes; i++) {
            Instant start = clock.plusMillis(1 + random.nextInt(90_000));
            Instant end = start.plusMillis(2_001 + random.nextInt(90_000));
            boolean ended = i < episodes - 1 || random.nextBoolean();
            boolean lost = random.nextInt(4) == 0; // the resolve of one that ended; or else both are sent
            boolean unheard = ended && !lost && random.nextInt(4) == 0; // the firing
            if (!unheard) {
                dated(start, dates, random).forEach(alert -> sent.add(AlertUpdate.firing(alert)));
            }
            if (ended && !lost) {
                sent.add(AlertUpdate.resolved(dated(start, dates, random).get(0), end));
            }
            firing = !ended || lost;
            clock = end;
        }
        return new History(sent, firing);
    }

    /** The alert under each of its dates, which lie within two seconds, in a random order. */
    private static List<Alert> dated(Instant start, int dates, Random random) {
        List<Alert> alerts = new ArrayList<>();
        for (int i = 0; i < dates; i++) {
            alerts.add(alert(start.plusMillis(i == 0 ? 0 : 1 + random.nextInt(2_000))));
        }
        Collections.shuffle(alerts, random);
        return alerts;
    }

    private static List<AlertUpdate> garbled(List<AlertUpdate> sent, Random random) {
        List<AlertUpdate> garbled = new ArrayList<>(sent);
        int copies = random.nextInt(2 * sent.size() + 1);
        for (int i = 0; i < copies; i++) {
            garbled.add(sent.get(random.nextInt(sent.size())));
        }
        Collections.shuffle(garbled, random);
        return garbled;
    }

    /** All are delivered within less than a poll interval, so that no suspect is confirmed by repetition. */
    private static boolean fires(List<AlertUpdate> delivered, Instant now) {
        AlertState state = null;
        for (int i = 0; i < delivered.size(); i++) {
            state = LIFECYCLE.after(state, delivered.get(i), Moment.steady(now.plusMillis(100L * i)));
        }
        return state.firing();
    }

    private static Instant time(AlertUpdate update) {
        return update.status() == Status.FIRING ? update.alert().startsAt() : update.endsAt();
    }

    private static Alert alert(Instant startsAt) {
        return new Alert(new Fingerprint("00000000000000aa"), Map.of("alertname", "AppHighCPU"), Map.of(), startsAt);
    }
}
