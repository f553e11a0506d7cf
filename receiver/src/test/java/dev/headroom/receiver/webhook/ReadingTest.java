package dev.headroom.receiver.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headroom.receiver.alert.AlertUpdate;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was read before is read no second time, and means what reading it anew would. */
class ReadingTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final String ONE = alert("1", "firing", "");
    private static final String TWO = alert("2", "firing", ",\"x\":{\"y\":[{\"alerts\":[{}]}],\"z\":\"}\\\\\\\"{\"}");

    private final Reading reading = new Reading();

    private static String alert(String number, String status, String more) {
        return "{\"status\":\"" + status + "\",\"labels\":{\"alertname\":\"A\",\"n\":\"" + number
                + "\"},\"startsAt\":\"2026-11-24T11:00:00Z\",\"endsAt\":\"2026-11-24T11:30:00Z\",\"fingerprint\":\""
                + "0".repeat(15) + number + "\"" + more + "}";
    }

    private static String body(String... alerts) {
        return "{\"version\":\"4\",\"alerts\":[" + String.join(",", alerts) + "],\"truncatedAlerts\":3}";
    }

    private Taken read(String body) {
        return reading.taken(body.getBytes(UTF_8), NOW);
    }

    private static Taken anew(String body) {
        return Taken.from(Notification.parse(body.getBytes(UTF_8)), NOW);
    }

    @Test
    void whatCameTwiceIsNotReadAThirdTime() {
        AlertUpdate first = read(body(ONE, TWO)).updates().get(1);
        AlertUpdate second = read(body(ONE, TWO)).updates().get(1);
        Taken third = read(body(TWO));
        assertThat(second).as("read again").isNotSameAs(first).isEqualTo(first);
        assertThat(third.updates().get(0)).isSameAs(second);
        assertThat(third.truncated()).isEqualTo(3);
    }

    @Test
    void theOrderIsThatOfTheBodyWhateverIsKnown() {
        read(body(ONE));
        read(body(ONE));
        String ended = alert("1", "resolved", "");
        for (String body : List.of(body(ended, ONE, TWO), body(ONE, ended), body(TWO, ONE, ended, ONE))) {
            assertThat(read(body)).isEqualTo(anew(body));
        }
    }

    @Test
    void aRefusedAlertIsRefusedEachTime() {
        String bad = ONE.replace("\"firing\"", "\"other\"");
        for (int i = 0; i < 3; i++) {
            assertThat(read(body(bad, ONE)).refused()).hasSize(1);
        }
    }

    @Test
    void anEndIsJudgedByTheTimeItComes() {
        String ended = body(alert("1", "resolved", "").replace("11:30", "12:30"));
        assertThat(read(ended).updates().get(0).endsAt()).isEqualTo(NOW);
        Instant later = NOW.plusSeconds(60);
        assertThat(reading.taken(ended.getBytes(UTF_8), later).updates().get(0).endsAt())
                .isEqualTo(later);
    }

    @Test
    void moreAlertsThanAreRememberedAreReadAllTheSame() {
        String large = ",\"annotations\":{\"a\":\"" + "x".repeat(60_000) + "\"}";
        for (int i = 0; i < 3 * Repeats.MAX_BYTES / large.length(); i++) {
            String body = body(alert(String.valueOf(i % 9), "firing", large.replace("xx\"", i + "\"")), ONE);
            read(body);
            assertThat(read(body)).isEqualTo(anew(body));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "syn_200_alerts_firing",
                "syn_200_alerts_resolved",
                "prom_group3_firing_unicode",
                "syn_group_all_resolved"
            })
    void bodiesOfAlertmanagerMeanTheSameEachTime(String name) throws IOException {
        String body = capture(name);
        for (int i = 0; i < 3; i++) {
            assertThat(read(body)).isEqualTo(anew(body));
        }
    }

    /** Bytes are changed, doubled or lost at random in bodies whose alerts are known. */
    @Test
    void damageIsSeenWhereverItIs() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String whole = body(ONE, TWO, alert("3", "resolved", ""));
        read(whole);
        read(whole);
        for (int i = 0; i < 2_000; i++) {
            String damaged = damaged(whole, random);
            assertThat(outcome(() -> read(damaged)))
                    .as("seed %d: %s", seed, damaged)
                    .isEqualTo(outcome(() -> anew(damaged)));
        }
    }

    private static String damaged(String body, Random random) {
        int at = random.nextInt(body.length());
        int until = Math.min(body.length(), at + random.nextInt(4));
        String instead = "{}[]\",:\\ 0a".substring(random.nextInt(11)).substring(0, 1);
        return switch (random.nextInt(4)) {
            case 0 -> body.substring(0, at) + instead + body.substring(at);
            case 1 -> body.substring(0, at) + body.substring(until);
            case 2 -> body.substring(0, at) + instead + body.substring(until);
            default -> body.substring(0, at) + body.substring(random.nextInt(body.length()));
        };
    }

    private static List<Object> outcome(java.util.function.Supplier<Taken> read) {
        List<Object> outcome = new ArrayList<>();
        Problem problem = catchThrowableOfType(Problem.class, () -> outcome.add(read.get()));
        return problem == null ? outcome : List.of(problem.status(), String.valueOf(problem.getMessage()));
    }

    private static String capture(String name) throws IOException {
        try (InputStream in = ReadingTest.class.getResourceAsStream("/captures/" + name + ".json")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        }
    }
}
