package dev.headroom.receiver.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.headroom.receiver.alert.Pairs;
import dev.headroom.receiver.wire.StrictJson;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read token by token is what Jackson's own binding reads of the same shape, and is refused where that refuses it. */
class NotificationTest {
    private static final ObjectReader BINDING = StrictJson.mapper(4 << 20).readerFor(Bound.class);
    private static final int DAMAGED = 4_000;
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "true",
            "7",
            "1.5",
            "1e999",
            "\\ud800",
            "\"x\"",
            "{}",
            "[]",
            "\"a\":1,");

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Bound(String version, String receiver, List<BoundAlert> alerts, long truncatedAlerts) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record BoundAlert(
            String status,
            Map<String, String> labels,
            Map<String, String> annotations,
            String startsAt,
            String endsAt,
            String fingerprint) {}

    @Test
    void bodiesOfARealAlertmanagerAndDamagedOnes() throws Exception {
        List<byte[]> captures = captures();
        for (byte[] body : captures) {
            same(body);
        }
        Random random = new Random(19);
        for (int i = 0; i < DAMAGED; i++) {
            bothTake(damaged(captures.get(random.nextInt(captures.size())), random));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                " ",
                "\"4\"",
                "[]",
                "{}",
                "{} {}",
                "{}]",
                "{\"truncatedAlerts\":null}",
                "{\"truncatedAlerts\":7}",
                "{\"truncatedAlerts\":\"7\"}",
                "{\"truncatedAlerts\":7.0}",
                "{\"truncatedAlerts\":true}",
                "{\"truncatedAlerts\":99999999999999999999}",
                "{\"version\":4}",
                "{\"version\":true}",
                "{\"version\":[\"4\"]}",
                "{\"version\":{}}",
                "{\"version\":null}",
                "{\"alerts\":null}",
                "{\"alerts\":\"\"}",
                "{\"alerts\":{}}",
                "{\"alerts\":[null]}",
                "{\"alerts\":[\"\"]}",
                "{\"alerts\":[[]]}",
                "{\"alerts\":[{}]}",
                "{\"alerts\":[{\"labels\":null}]}",
                "{\"alerts\":[{\"labels\":\"\"}]}",
                "{\"alerts\":[{\"labels\":[]}]}",
                "{\"alerts\":[{\"labels\":{\"a\":null}}]}",
                "{\"alerts\":[{\"labels\":{\"a\":7}}]}",
                "{\"alerts\":[{\"labels\":{\"a\":{}}}]}",
                "{\"alerts\":[{\"labels\":{\"a\":\"x\",\"a\":\"x\"}}]}",
                "{\"alerts\":[{\"more\":{\"a\":1,\"a\":2}}]}",
                "{\"alerts\":[{\"more\":[{\"b\":[]}]}]}",
                "{\"version\":null,\"version\":null}",
                "{\"alerts\":[],\"more\":1,\"more\":1,",
                "{\"alerts\":[{\"status\":null,\"labels\":{},\"status\":null}]}",
                "{\"alerts\":[{\"more\":1,\"more\":1}]}",
                "{\"alerts\":[{\"status\":null},{\"status\":null}]}",
                "{\"alerts\":[{\"labels\":{\"a\":null,\"b\":\"x\",\"a\":\"x\"}}]}",
                "{\"more\":[[{\"a\":[{\"b\":1},{\"b\":{\"c\":1,\"c\":1}}]}]]}",
                "{\"more\":{\"a\":{\"a\":{\"a\":[1]}}}}",
                "{\"more\":[1,",
                "{\"alerts\":[{\"status\":\"firing\"",
            })
    void odd(String body) throws IOException {
        same(body.getBytes(StandardCharsets.UTF_8));
    }

    /** What is known by its bytes may be anywhere in a body, between blanks, behind a mark of the byte order, in UTF-16. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-16LE"})
    void labelsThatCameBefore(String charset) throws IOException {
        String first = "{\"a\":\"\u00e9\\\"}\",\"b\":\"\"}";
        String second = "{\"a\":\"x\",\"b\":\"y\"}";
        for (String blank : List.of("", "\n \t", " ")) {
            for (String mark : List.of("", "\ufeff")) {
                String alerts = "[{\"labels\":" + blank + first + blank + "},{\"labels\" :" + second
                        + ",\"status\":\"firing\"}]";
                byte[] body = (mark + blank + "{\"alerts\":" + alerts + "}").getBytes(Charset.forName(charset));
                same(body);
                same(body);
            }
        }
    }

    @Test
    void labelsThatCameBeforeAreNotMadeAgain() throws IOException {
        assertThat(labels("{\"kept\":\"once\"}")).isSameAs(labels("{\"kept\":\"once\"}"));
        assertThat(labels("{\"kept\":\"once\"}")).isNotEqualTo(labels("{\"kept\":\"Once\"}"));
    }

    private static Pairs labels(String json) throws IOException {
        byte[] body = ("{\"alerts\":[{\"labels\":" + json + "}]}").getBytes(StandardCharsets.UTF_8);
        return NotificationReader.read(body).alerts().get(0).labels();
    }

    private static void same(byte[] body) throws IOException {
        if (!bothTake(body)) {
            assertThat(StrictJson.explain(refusal(() -> NotificationReader.read(body))))
                    .isEqualTo(StrictJson.explain(refusal(() -> BINDING.readValue(body))));
        }
    }

    /** Whether both take it, as the same; else both refuse it: of several faults each may meet another first. */
    private static boolean bothTake(byte[] body) throws IOException {
        boolean refused = refusal(() -> BINDING.readValue(body)) != null;
        assertThat(refusal(() -> NotificationReader.read(body)) != null)
                .as(new String(body, StandardCharsets.UTF_8))
                .isEqualTo(refused);
        if (!refused) {
            assertThat(told(NotificationReader.read(body))).isEqualTo(told(BINDING.<Bound>readValue(body)));
        }
        return !refused;
    }

    private static JsonProcessingException refusal(ThrowableAssert.ThrowingCallable reading) {
        return catchThrowableOfType(JsonProcessingException.class, reading);
    }

    /** A record with its maps in one order. */
    private static String told(Object read) {
        if (read instanceof Notification of) {
            return told(of.version(), of.receiver(), of.truncatedAlerts(), of.alerts());
        }
        return read instanceof Bound of ? told(of.version(), of.receiver(), of.truncatedAlerts(), of.alerts()) : "null";
    }

    private static String told(String version, String receiver, long truncated, List<?> alerts) {
        List<String> each = alerts == null
                ? List.of("null")
                : alerts.stream().map(NotificationTest::toldAlert).toList();
        return version + " " + receiver + " " + truncated + " " + each;
    }

    private static String toldAlert(Object alert) {
        if (alert instanceof Notification.WireAlert of) {
            return of.status()
                    + told(of.labels())
                    + told(of.annotations())
                    + of.startsAt()
                    + of.endsAt()
                    + of.fingerprint();
        }
        return alert instanceof BoundAlert of
                ? of.status()
                        + told(Pairs.of(of.labels()))
                        + told(Pairs.of(of.annotations()))
                        + of.startsAt()
                        + of.endsAt()
                        + of.fingerprint()
                : "null";
    }

    private static String told(Pairs pairs) {
        return pairs.refusal() + " " + new TreeMap<>(pairs.texts());
    }

    private static byte[] damaged(byte[] body, Random random) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int from = random.nextInt(Math.min(text.length(), 3_000));
        int to = Math.min(text.length(), from + (random.nextBoolean() ? 0 : random.nextInt(6)));
        String piece = random.nextInt(4) == 0 ? "" : PIECES.get(random.nextInt(PIECES.size()));
        return (text.substring(0, from) + piece + text.substring(to)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> captures() throws Exception {
        Path all = Path.of(NotificationTest.class.getResource("/captures").toURI());
        try (Stream<Path> files = Files.list(all)) {
            List<Path> small = files.filter(path -> path.toString().endsWith(".json"))
                    .filter(path -> path.toFile().length() < 20_000)
                    .sorted()
                    .toList();
            assertThat(small).isNotEmpty();
            List<byte[]> bodies = new ArrayList<>();
            for (Path path : small) {
                bodies.add(Files.readAllBytes(path));
            }
            return bodies;
        }
    }
}
