package dev.headroom.receiver.kills;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.fixtures.Folders;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kills.Alertmanager.Posted;
import dev.headroom.receiver.oracle.Effect;
import dev.headroom.receiver.oracle.Trap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Kills the packaged receiver with SIGKILL at named points and at random instants while a real Alertmanager delivers
 * 200 alerts, starts it again each time, and checks what is left at the end of the round.
 */
final class KillSweep {
    private static final int ALERTS = 200;
    private static final Duration COOLDOWN = Duration.ofSeconds(2);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final int REACHED_SECONDS = 40;
    private static final int EFFECT_SECONDS = 15;

    private final World world;
    private final Random random;
    private final Deque<Posted> alerts = new ArrayDeque<>();
    private final List<String> forgotten = new ArrayList<>();
    private int kills;
    private Child receiver;

    private KillSweep(World world, long seed) {
        this.world = world;
        this.random = new Random(seed);
        for (int i = 0; i < ALERTS; i++) {
            alerts.add(alert(i));
        }
    }

    private static Posted alert(int i) {
        String trigger = i % 4 < 2 ? "queue" : "latency";
        String name = "Load%03d".formatted(i);
        return switch (i % 5) {
            case 0, 1 -> new Posted(name, World.GROWS, trigger, "up");
            case 2, 3 -> new Posted(name, World.SHRINKS, trigger, "down");
            default -> new Posted(name, "cache", trigger, "");
        };
    }

    /** One round in a world of its own: all {@code points}, then {@code instants} at random. */
    static Findings round(Path archive, List<Trap> points, int instants, long seed) throws IOException {
        Path folder = Files.createTempDirectory("headroom-kills");
        try (World world = new World(folder, archive)) {
            Findings findings = new KillSweep(world, seed).run(points, instants);
            if (findings.clean()) {
                Folders.remove(folder);
            }
            return findings;
        }
    }

    private Findings run(List<Trap> points, int instants) throws IOException {
        int batch = Math.max(1, ALERTS / (points.size() + instants + 1));
        receiver = world.receiver();
        for (Trap point : points) {
            at(point, batch);
        }
        for (int i = 0; i < instants; i++) {
            post(batch);
            randomInstant(i);
            receiver.kill();
            killed("instant " + i);
        }
        post(alerts.size());
        return quiet();
    }

    private void at(Trap point, int batch) {
        world.oracle.set(point.of(receiver.process().pid()));
        post(batch);
        provoke(point);
        try {
            if (!receiver.process().waitFor(REACHED_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("never reached: " + point + "\n" + receiver.err());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        killed(point.name());
    }

    /** A quarter lie in the start, a quarter soon after it, and half in the midst of what is done to the target. */
    private void randomInstant(int i) {
        switch (i % 4) {
            case 0 -> sleep(2000);
            case 1 -> {
                Distribution.port(receiver);
                sleep(2000);
            }
            default -> {
                long before = changes();
                long patience = System.nanoTime() + EFFECT_SECONDS * 1_000_000_000L;
                while (changes() == before && System.nanoTime() < patience) {
                    Waiting.sleep(Duration.ofMillis(5));
                }
                sleep(1000);
            }
        }
    }

    private long changes() {
        return world.oracle.effects().stream().filter(Effect::counts).count();
    }

    private void sleep(int mostMillis) {
        Waiting.sleep(Duration.ofMillis(random.nextInt(mostMillis)));
    }

    /** Some points need an alert of their own at their time. */
    private void provoke(Trap point) {
        if (point.service().equals(World.FAILS)) {
            world.alertmanager.post(List.of(new Posted("Sick", World.FAILS, "queue", "up")));
        }
        if (point.service().equals(World.DOZES)) {
            world.alertmanager.post(List.of(new Posted("Doze", World.DOZES, "queue", "down")));
        }
        if (point.service().equals(World.ROUSES)) {
            world.alertmanager.post(List.of(new Posted("Rouse", World.ROUSES, "queue", "up")));
        }
        if (point.service().equals(World.WAVERS)) {
            boolean back = point.phase().equals("PLANNED");
            world.alertmanager.post(List.of(new Posted(
                    back ? "Busy" : "Idle", World.WAVERS, back ? "latency" : "queue", back ? "up" : "down")));
        }
    }

    private void post(int count) {
        List<Posted> batch = new ArrayList<>();
        for (int i = 0; i < count && !alerts.isEmpty(); i++) {
            batch.add(alerts.remove());
        }
        if (!batch.isEmpty()) {
            world.alertmanager.post(batch);
        }
    }

    /** Looks at the disk before anybody can repair it: what was answered 200 is there, and reads the same every time. */
    private void killed(String where) {
        kills++;
        Set<String> missing = new TreeSet<>(world.relay.acknowledged());
        Path copy = world.copyOfStore("killed");
        Path second = world.copyOfStore("again");
        Memory memory = Memory.of(copy);
        missing.removeAll(memory.fingerprints());
        missing.forEach(one -> forgotten.add("answered 200 before the kill at " + where + ", and not on disk: " + one));
        if (!memory.equals(Memory.of(copy)) || !memory.equals(Memory.of(second))) {
            forgotten.add("the store read differently the second time after the kill at " + where);
        }
        Folders.remove(copy.getParent());
        Folders.remove(second.getParent());
        receiver = world.receiver();
    }

    /** No cooldown ends any more, all is delivered, and nothing happens for a while. */
    private Findings quiet() throws IOException {
        receiver.kill();
        world.configure("1h");
        receiver = world.receiver();
        Distribution.port(receiver);
        Waiting.until(
                "all alerts are delivered", () -> world.relay.acknowledged().size() >= ALERTS);
        Waiting.until("nothing happens any more", this::still);
        receiver.kill();
        Memory memory = Memory.of(world.copyOfStore("end"));
        Findings found = new Audit(memory, world.oracle.effects()).of(kills, world.relay.acknowledged(), COOLDOWN);
        return found.plus(new Findings(0, 0, forgotten.size(), 0, forgotten));
    }

    /** No rollout is in flight, and none begins while one looks. */
    private boolean still() {
        int before = world.oracle.effects().size();
        long end = System.nanoTime() + QUIET.toNanos();
        while (idle()) {
            if (System.nanoTime() > end) {
                return world.oracle.effects().size() == before;
            }
            Waiting.sleep(Duration.ofMillis(100));
        }
        return false;
    }

    private boolean idle() {
        boolean idle = true;
        for (JsonNode service : world.http().get("/api/v1/services")) {
            idle &= service.path("rollout").isNull() && service.path("desired").isInt();
        }
        return idle;
    }
}
