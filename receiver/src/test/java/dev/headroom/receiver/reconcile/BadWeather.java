package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.target.Observation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One history of everything that goes wrong at once, over the real loop; after every step what must hold is looked at. */
final class BadWeather implements AutoCloseable {

    private static final String SERVICE = "app";
    private static final String UP = "Up service=app trigger=cpu scale=up";
    private static final String URGENT = "Urgent service=app trigger=demand scale=up priority=P0";
    private static final String DOWN = "Down service=app trigger=cpu scale=down";
    private static final String MANY = "Many";
    private static final List<String> RULES = List.of(UP, URGENT, DOWN, MANY);

    /** What the row of many asks for, whatever the limits. */
    static final int ROW = 3;

    /** Seconds between two evaluations while nothing happens. */
    private static final int STRIDE = 45;

    private static final String GATED = "\n    gpu_check: required\n    vram_per_replica: 10GiB";
    private static final int MANY_POLICIES = 500;
    private static final Map<Integer, ScalingPolicy> POLICIES = new ConcurrentHashMap<>();
    private static final List<Integer> JUMPS = List.of(8 * 60, 3600, 86_400, -480, -3600, -86_400);

    private final SplittableRandom random;
    private final Loop loop;
    private final StringBuilder told = new StringBuilder();
    private final Invariants invariants;
    final Map<Guard, Integer> refusals = new EnumMap<>(Guard.class);
    int actions;
    private int seen;
    private int counted;
    private int begun;
    private @Nullable AssertionError broken;

    BadWeather(long seed) {
        this.random = new SplittableRandom(seed);
        this.loop = Loop.of(policy());
        this.invariants = new Invariants(loop, SERVICE, told);
        loop.fleet.drains = random.nextInt(3) > 0;
        loop.fleet.set(SERVICE, random.nextInt(2, 9));
    }

    /** One of many, as reading one takes longer than an hour of a history. */
    private ScalingPolicy policy() {
        return POLICIES.computeIfAbsent(random.nextInt(MANY_POLICIES), number -> policy(new SplittableRandom(number)));
    }

    /** Another one each time: its limits, its cooldowns, and its hours. */
    private static ScalingPolicy policy(SplittableRandom random) {
        int min = random.nextInt(1, 4);
        int max = min + random.nextInt(1, 7);
        int from = random.nextInt(24);
        return Loop.read("""
                version: 1
                services:
                  app:
                    min_replicas: %d
                    max_replicas: %d
                    scale_up_increment: %d
                    scale_down_increment: %d
                    drain_timeout: %ds%s
                    triggers:
                      cpu: {cooldown: %dm}
                      demand: {cooldown: %dm}
                matrix:
                  - name: calm
                    priority: P3
                    when: {not: {any: [Up, Urgent]}}
                    then: {app: scale_to_min}
                  - name: many
                    priority: P1
                    when: Many
                    then: {app: {scale_to: %d}}
                  - name: off-peak
                    priority: P2
                    when: {window: off_peak}
                    then: {app: scale_to_min}
                schedule:
                  off_peak: {hours: "%02d:00-%02d:30", replicas: {app: %d}}
                  normal: {replicas: {app: %d}}
                """.formatted(
                        min,
                        max,
                        random.nextInt(1, 3),
                        random.nextInt(1, 3),
                        random.nextInt(0, 120),
                        random.nextBoolean() ? "" : GATED,
                        random.nextInt(0, 12),
                        random.nextInt(0, 12),
                        Math.max(min, Math.min(max, ROW)),
                        from,
                        (from + random.nextInt(1, 20)) % 24,
                        min,
                        min + random.nextInt(0, 2)));
    }

    /** Something happens, then time passes: at first in small steps. */
    void step() {
        happen(random.nextInt(38));
        int evaluations = random.nextInt(1, 13);
        int later = random.nextInt(5, STRIDE);
        for (int i = 0; i < evaluations; i++) {
            evaluate(i < 4 ? 5 : later);
        }
    }

    private void happen(int what) {
        switch (what) {
            case 0, 1, 2, 3 -> note("fires", RULES.get(random.nextInt(RULES.size())), rule -> loop.fire(rule));
            case 4, 5, 6, 7 -> note("ends", RULES.get(random.nextInt(RULES.size())), rule -> loop.resolve(name(rule)));
            case 8 -> note("silenced", name(UP), loop::silence);
            case 9 -> note("wants a count", random.nextInt(0, 12), count -> loop.fireTo("To app demand", count));
            case 10 -> note("wants no count", "To", loop::resolve);
            case 11 -> note("Prometheus lives", !loop.prometheus, lives -> loop.prometheus = lives);
            case 12 -> note("Alertmanager lives", !loop.alertmanager, lives -> loop.alertmanager = lives);
            case 13 -> note("its list is complete", !loop.complete, complete -> loop.complete = complete);
            case 14, 15 -> note("all live again", true, this::fine);
            case 16 -> note("jump", JUMPS.get(random.nextInt(JUMPS.size())), by -> loop.jump(Duration.ofSeconds(by)));
            case 17 -> note("held up", random.nextInt(5, 4000), loop::skip);
            case 18 -> note("restart", "", nothing -> loop.restart());
            case 19 -> note("another policy", policy(), this::changePolicy);
            case 20 -> note("somebody sets", random.nextInt(0, 9), count -> loop.fleet.set(SERVICE, count));
            case 21 -> note("order", random.nextInt(0, 9), this::order);
            case 22, 23 -> note("override", Kind.values()[random.nextInt(4)], this::override);
            case 24 -> note("release", SERVICE, loop::release);
            case 25 -> note("tasks", !loop.fleet.busy.remove(SERVICE), this::tasks);
            case 26 -> note("deaf", !loop.fleet.deaf, deaf -> loop.fleet.deaf = deaf);
            case 27 -> note("a GPU has room", !loop.room, room -> loop.room = room);
            case 28 -> note("sick", !loop.fleet.sick.remove(SERVICE), this::sicken);
            case 29 -> note("webhooks arrive", !loop.webhooks, arrive -> loop.webhooks = arrive);
            case 30 -> note("leads", !loop.store.leads(), loop::lead);
            case 31 -> note("replayed", name(RULES.get(random.nextInt(RULES.size()))), loop::replay);
            case 32 -> note("one ends by itself", SERVICE, loop.fleet::lose);
            case 33 -> note("frail", !loop.fleet.frail.remove(SERVICE), this::weaken);
            case 34, 35, 36 -> note("paused at an effect", random.nextInt(6), this::pause);
            default -> note("the target fails", loop.fleet.scaleFailure.isEmpty(), this::fail);
        }
    }

    private void changePolicy(ScalingPolicy policy) {
        invariants.underAnother = loop.started.size();
        loop.restart(policy);
    }

    private void fine(boolean all) {
        loop.prometheus = all;
        loop.alertmanager = all;
        loop.complete = all;
        loop.webhooks = all;
        loop.room = all;
        loop.lead(all);
        loop.fleet.sick.clear();
        loop.fleet.frail.clear();
        loop.fleet.deaf = !all;
        loop.fleet.scaleFailure = "";
    }

    private void order(int count) {
        ReplicaLimits limits = limits();
        int within = Math.max(limits.min(), Math.min(limits.max(), count));
        loop.orders().scale(new ManualScale(SERVICE, within, "ana", "a try"));
    }

    private void override(Kind kind) {
        loop.order(kind, SERVICE, random.nextInt(1, 9), Duration.ofSeconds(random.nextInt(60, 7200)));
    }

    private void tasks(boolean busy) {
        if (busy) {
            loop.fleet.busy.add(SERVICE);
        }
    }

    private void sicken(boolean sick) {
        if (sick) {
            loop.fleet.sick.add(SERVICE);
        }
    }

    private void weaken(boolean frail) {
        if (frail) {
            loop.fleet.frail.add(SERVICE);
        }
    }

    /** In the middle of an effect another one comes to lead, acts for a while, and then the paused one goes on. */
    private void pause(int effects) {
        boolean inTheCall = random.nextBoolean();
        int passes = random.nextInt(1, 9);
        loop.fleet.pause(effects, inTheCall, () -> {
            try {
                judge(order(), loop.store.leads()); // what the paused one has done by what it knew
                told.append("\n  paused ").append(inTheCall ? "in the call" : "before it");
                loop.takeOver();
                for (int pass = 0; pass < passes; pass++) {
                    evaluate(5);
                }
            } catch (AssertionError e) {
                broken = e; // which the paused one would take for a fault of its step
            }
            told.append("\n  goes on");
        });
    }

    private void fail(boolean fails) {
        loop.fleet.scaleFailure = fails ? "no space left on device" : "";
    }

    private static String name(String rule) {
        return rule.split(" ")[0];
    }

    private <T> void note(String what, T value, Consumer<T> happens) {
        told.append('\n').append(loop.now().wall()).append(' ').append(what).append(' ');
        told.append(
                value instanceof ScalingPolicy policy
                        ? policy.services().get(SERVICE).replicas()
                        : value);
        happens.accept(value);
    }

    private void evaluate(int seconds) {
        int before = loop.replicas(SERVICE);
        int pauses = loop.fleet.pauses;
        Optional<ManualOverride> standing = order();
        boolean leads = loop.store.leads();
        loop.pass(Duration.ofSeconds(seconds), seconds);
        if (broken != null) {
            throw broken;
        }
        Optional<ManualOverride> order =
                standing.filter(each -> each.active(loop.now().wall()));
        judge(order, leads);
        for (; counted < loop.decided.size(); counted++) {
            count(loop.decided.get(counted));
        }
        invariants.released(leads
                && !loop.fleet.deaf
                && loop.reconciler().rollouts().values().stream()
                        .noneMatch(rollout -> rollout.action().direction() == Direction.DOWN));
        invariants.must("no more than one call lands after each pause", loop.fleet.landed <= loop.fleet.pauses);
        if (pauses == loop.fleet.pauses) {
            shown(before);
        }
    }

    private void judge(Optional<ManualOverride> order, boolean leads) {
        for (; begun < loop.started.size(); begun++) {
            told.append("\n  begun: ").append(loop.started.get(begun));
        }
        for (; seen < loop.fleet.changes.size(); seen++) {
            actions++;
            told.append("\n  ").append(loop.fleet.changes.get(seen));
            invariants.check(loop.fleet.changes.get(seen), order, leads);
        }
    }

    /** What has ended by itself may still be wanted. */
    private void shown(int before) {
        int shown =
                loop.reconciler().observation(SERVICE).map(Observation::desired).orElse(before);
        int alive = loop.replicas(SERVICE) - (int) loop.astray(SERVICE); // a standby leaves those to the leader
        invariants.must(
                "what is shown, " + shown + ", is there",
                shown == before || (shown >= alive && shown <= alive + loop.fleet.ended(SERVICE)));
        invariants.must(
                "what a term that is over has started is removed at the next look at which nobody has frozen the service",
                !loop.store.leads() || isFrozen() || loop.astray(SERVICE) == 0);
    }

    private void count(Explanation explanation) {
        explanation.verdicts().stream()
                .filter(verdict -> verdict.refused())
                .forEach(verdict -> refusals.merge(verdict.guard(), 1, Integer::sum));
    }

    private boolean isFrozen() {
        return order().stream().anyMatch(order -> order.kind() == ManualOverride.Kind.FREEZE);
    }

    private Optional<ManualOverride> order() {
        return loop.store.overrides(loop.now().wall()).stream().findFirst();
    }

    private ReplicaLimits limits() {
        return loop.policy().services().get(SERVICE).replicas();
    }

    /** The weather clears: whoever was drained is released, and a lasting wish is not stuck beyond its cooldowns. */
    void clears() {
        told.append("\nit clears");
        fine(true);
        loop.fleet.busy.clear();
        loop.release(SERVICE);
        for (String rule : List.of("Up", "Urgent", "Down", "To", "Many")) {
            loop.resolve(rule);
        }
        within(150, "every drained one is released or gone", () -> loop.fleet.drained.isEmpty());
        within(
                150,
                "no rollout is stuck, and the count is within the limits",
                () -> loop.reconciler().rollouts().isEmpty()
                        && loop.replicas(SERVICE) >= limits().min()
                        && loop.replicas(SERVICE) <= limits().max());
        int few = loop.replicas(SERVICE);
        loop.fire(URGENT);
        within(
                75,
                "a lasting wish for more is not stuck",
                () -> loop.replicas(SERVICE) > Math.min(few, limits().max() - 1));
        int many = loop.replicas(SERVICE);
        loop.resolve("Urgent").fire(DOWN);
        within(
                120,
                "a lasting wish for fewer is not stuck",
                () -> loop.replicas(SERVICE) < many
                        || many
                                <= loop.policy()
                                        .floor(
                                                loop.policy().services().get(SERVICE),
                                                loop.now().wall()));
    }

    private void within(int minutes, String what, BooleanSupplier met) {
        for (int passed = 0; !met.getAsBoolean(); passed += STRIDE) {
            invariants.must(what, passed < minutes * 60);
            loop.pass(Duration.ofSeconds(STRIDE), STRIDE);
        }
    }

    @Override
    public String toString() {
        return told.toString();
    }

    @Override
    public void close() {
        loop.close();
    }
}
