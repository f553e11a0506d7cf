package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program, killed without warning while alerts pour in: what was answered 200 is known afterwards. */
class KillDuringBurstIT {
    private static final int BURST = 200;
    private static final int SENDERS = 4;
    private static final long SEED = Long.getLong("headroom.seed", System.nanoTime());
    /** One scale-up a kill, each of another trigger, so that each one's cooldown can be seen to stand. */
    private static final List<Scaled> ACTIONS = List.of(
            new Scaled("app", "cpu"),
            new Scaled("worker-llm", "queue_length"),
            new Scaled("app", "memory"),
            new Scaled("worker-rl", "training_queue"),
            new Scaled("app", "latency_p95"));

    private final Random random = new Random(SEED);
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();

    @TempDir
    Path folder;

    private record Scaled(String service, String trigger) {}

    @BeforeEach
    void configure() throws IOException {
        Path policy = folder.resolve("policy.yml");
        Shipped.policy(policy, map -> {
            Shipped.cooldowns(map, "1h");
            return map;
        });
        Files.writeString(folder.resolve("headroom.yml"), """
                listen: 127.0.0.1:0
                store: sqlite:%s
                policy: %s
                evaluate_every: 1s
                alert_ttl: 1h
                """.formatted(folder.resolve("state.db"), policy));
    }

    @Test
    void nothingAnswered200IsForgottenAndNothingIsDoneTwice() {
        System.out.println("seed " + SEED);
        Map<String, Integer> expected = new TreeMap<>(Map.of("app", 2, "worker-llm", 2, "worker-rl", 1));
        Map<String, Long> cooldowns = new TreeMap<>();
        for (Scaled scaled : ACTIONS) {
            try (Child child = serve()) {
                Http http = Http.at(Distribution.port(child));
                rememberedAll(http, expected, cooldowns);
                act(http, scaled);
                expected.merge(scaled.service(), 1, Integer::sum);
                cooldowns.putAll(cooldowns(http));
                killDuringBurst(child, http);
            }
        }
        try (Child child = serve()) {
            rememberedAll(Http.at(Distribution.port(child)), expected, cooldowns);
        }
    }

    private Child serve() {
        return Distribution.start(folder, "serve", "--config", "headroom.yml");
    }

    /** Every alert, cooldown and count is as before the kill, also after the services were judged anew. */
    private void rememberedAll(Http http, Map<String, Integer> replicas, Map<String, Long> cooldowns) {
        assertThat(fingerprints(http)).as("seed %d", SEED).containsAll(answered);
        Instant started = Instant.now();
        for (String service : replicas.keySet()) {
            Waiting.until(service + " is judged anew, twice", () -> judged(http, service, started.plusSeconds(2)));
        }
        assertThat(cooldowns(http)).as("seed %d", SEED).isEqualTo(cooldowns);
        replicas.forEach((service, count) -> {
            Waiting.until(service + " has its " + count + " replicas", () -> ready(http, service) == count);
            assertThat(scaled(http, service))
                    .as("actions of %s, seed %d", service, SEED)
                    .hasSize(count - minimum(http, service));
        });
    }

    /** Fires an alert that scales a service up, and waits until that has begun. */
    private void act(Http http, Scaled scaled) {
        int before = scaled(http, scaled.service()).size();
        String fingerprint = Notification.fingerprint(next.incrementAndGet());
        String body =
                Notification.firing("Pressure_" + scaled.trigger(), fingerprint, scaled.service(), scaled.trigger());
        assertThat(post(http, body)).isEqualTo(200);
        answered.add(fingerprint);
        Waiting.until(
                scaled + " begins, but: " + http.get("/api/v1/services/" + scaled.service()),
                () -> scaled(http, scaled.service()).size() == before + 1);
    }

    private void killDuringBurst(Child child, Http http) {
        int already = answered.size();
        int killAfter = 20 + random.nextInt(BURST - 60);
        long andThen = random.nextInt(3_000_000);
        List<Thread> senders = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(BURST);
        for (int i = 0; i < SENDERS; i++) {
            senders.add(new Thread(() -> send(http, left)));
        }
        senders.forEach(Thread::start);
        while (answered.size() - already < killAfter && senders.stream().anyMatch(Thread::isAlive)) {
            LockSupport.parkNanos(50_000);
        }
        LockSupport.parkNanos(andThen);
        child.kill();
        senders.forEach(KillDuringBurstIT::join);
        assertThat(answered.size() - already)
                .as("answered before the kill, seed %d", SEED)
                .isBetween(killAfter, BURST - 1);
    }

    private void send(Http http, AtomicInteger left) {
        while (left.getAndDecrement() > 0) {
            String fingerprint = Notification.fingerprint(next.incrementAndGet());
            if (post(http, Notification.idle("Burst", fingerprint)) != 200) {
                return;
            }
            answered.add(fingerprint);
        }
    }

    /** The status code, or 0 where there was no answer. */
    private static int post(Http http, String body) {
        try {
            return http.post("/webhook", body);
        } catch (IOException e) {
            return 0;
        }
    }

    private static void join(Thread sender) {
        try {
            sender.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(sender.isAlive()).isFalse();
    }

    private static List<String> fingerprints(Http http) {
        List<String> firing = new ArrayList<>();
        http.get("/api/v1/alerts").forEach(alert -> {
            if (alert.path("phase").asText().equals("firing")) {
                firing.add(alert.path("fingerprint").asText());
            }
        });
        return firing;
    }

    /** To a tenth of a second: what is left of them is told by the wall clock of each moment. */
    private static Map<String, Long> cooldowns(Http http) {
        Map<String, Long> until = new TreeMap<>();
        http.get("/api/v1/services")
                .forEach(service -> service.path("cooldowns")
                        .forEach(cooldown -> until.put(
                                service.path("service").asText() + " "
                                        + cooldown.path("source").asText(),
                                Math.round(Instant.parse(cooldown.path("until").asText())
                                                .toEpochMilli()
                                        / 100.0))));
        return until;
    }

    private static boolean judged(Http http, String service, Instant after) {
        String explanation = "/api/v1/services/" + service + "/explanation";
        return http.answers(explanation) // not before the first look
                && Instant.parse(http.get(explanation).path("at").asText()).isAfter(after);
    }

    private static int ready(Http http, String service) {
        return http.get("/api/v1/services/" + service).path("ready").asInt();
    }

    private static int minimum(Http http, String service) {
        return http.get("/api/v1/services/" + service).path("min").asInt();
    }

    private static List<JsonNode> scaled(Http http, String service) {
        List<JsonNode> scaled = new ArrayList<>();
        http.get("/api/v1/decisions?limit=500&service=" + service).forEach(decision -> {
            if (decision.path("outcome").asText().equals("scale")) {
                scaled.add(decision);
            }
        });
        return scaled;
    }
}
