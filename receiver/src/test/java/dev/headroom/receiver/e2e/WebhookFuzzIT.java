package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.app.Receiver;
import dev.headroom.receiver.app.Setup;
import dev.headroom.receiver.config.Origin;
import dev.headroom.settings.Purpose;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies of a real Alertmanager, damaged at random: each is taken or refused by its own fault, never answered 5xx, and the
 * receiver goes on. {@code -Dheadroom.fuzz=10m} makes the run longer, {@code -Dheadroom.seed=N} repeats it.
 */
class WebhookFuzzIT {
    private static final Duration LENGTH =
            Duration.parse("PT" + System.getProperty("headroom.fuzz", "5s").toUpperCase(Locale.ROOT));
    private static final Set<Integer> ANSWERS = Set.of(200, 400, 413, 415, 422);

    /** What breaks parsers, stores and logs. */
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "\\",
            "\\u0000",
            "\\ud800",
            "\\udc00\\ud800",
            "null",
            "true",
            "-0",
            "1e999",
            "9".repeat(400),
            "NaN",
            "\u0000",
            "\u2028",
            "\u202e",
            "\ud83d\ude80",
            "0001-01-01T00:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "2026-02-30T25:61:61Z",
            "firing",
            "resolved",
            "\"version\":\"4\",",
            "{{ . }}",
            "[".repeat(300),
            "{\"a\":".repeat(300),
            " ".repeat(2000),
            "\"" + "x".repeat(70_000) + "\"");

    @TempDir
    private Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, Integer> codes = new TreeMap<>();

    @Test
    void noBodyIsAnsweredWithAFaultOfTheReceiver() throws Exception {
        long seed = Long.getLong("headroom.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<byte[]> bodies = captures();
        try (Receiver receiver = receiver()) {
            long end = System.nanoTime() + LENGTH.toNanos();
            while (System.nanoTime() < end) {
                byte[] body = bodies.get(random.nextInt(bodies.size()));
                for (int times = random.nextInt(4); times >= 0; times--) {
                    body = damaged(body, random, bodies);
                }
                send(receiver.port(), random, body, seed);
            }
            assertThat(send(receiver.port(), whole()).statusCode()).isEqualTo(200);
            assertThat(Http.at(receiver.port()).check("store").path("ok").asBoolean())
                    .isTrue();
            assertThat(Http.at(receiver.port()).check("evaluation").path("ok").asBoolean())
                    .isTrue();
        }
        System.out.printf("WebhookFuzzIT: -Dheadroom.seed=%d, answers %s%n", seed, codes);
        assertThat(codes).containsKeys(200, 400);
    }

    private void send(int port, Random random, byte[] body, long seed) throws Exception {
        HttpResponse<String> answer = send(port, body);
        codes.merge(answer.statusCode(), 1, Integer::sum);
        if (!ANSWERS.contains(answer.statusCode())) {
            Path kept =
                    Files.write(Path.of("target", "fuzz-" + answer.statusCode() + "-" + random.nextInt(1000)), body);
            assertThat(answer.statusCode())
                    .as("-Dheadroom.seed=%d, the body is in %s: %s", seed, kept, answer.body())
                    .isIn(ANSWERS);
        }
    }

    private HttpResponse<String> send(int port, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhook"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private Receiver receiver() throws IOException {
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, same -> same);
        Path config = Files.writeString(
                folder.resolve("headroom.yml"),
                "listen: 127.0.0.1:0\nstore: sqlite:%s\npolicy: %s\n".formatted(folder.resolve("state.db"), policy));
        return Receiver.start(Setup.of(new Origin(config, true, Map.of(), false), Purpose.LOOK));
    }

    private static byte[] whole() {
        return Notification.firing("Whole", 1, "queue_length").getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> captures() throws Exception {
        Path all = Path.of(WebhookFuzzIT.class.getResource("/captures").toURI());
        List<byte[]> bodies = new ArrayList<>();
        try (Stream<Path> files = Files.list(all)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                bodies.add(Files.readAllBytes(file));
            }
        }
        return bodies;
    }

    private static byte[] damaged(byte[] body, Random random, List<byte[]> others) {
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + (random.nextBoolean() ? random.nextInt(8) : random.nextInt(400)));
        byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(7)) {
            case 0 -> joined(body, from, piece, from);
            case 1 -> joined(body, from, piece, to);
            case 2 -> joined(body, from, new byte[0], to);
            case 3 -> joined(body, to, Arrays.copyOfRange(body, from, to), to);
            case 4 -> joined(body, from, bytes(random), to);
            case 5 -> Arrays.copyOf(body, from);
            default -> joined(body, from, others.get(random.nextInt(others.size())), to);
        };
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(6)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** What stands before {@code from}, the piece, and what stands from {@code to} on. */
    private static byte[] joined(byte[] body, int from, byte[] piece, int to) {
        byte[] all = new byte[from + piece.length + body.length - to];
        System.arraycopy(body, 0, all, 0, from);
        System.arraycopy(piece, 0, all, from, piece.length);
        System.arraycopy(body, to, all, from + piece.length, body.length - to);
        return all;
    }
}
