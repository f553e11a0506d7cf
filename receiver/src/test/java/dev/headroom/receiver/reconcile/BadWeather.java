package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Evidence.Sight;
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
import java.util.function.Consumer;

/** One history of everything that goes wrong at once, over the real loop; after every step what must hold is looked at. */
final class BadWeather implements AutoCloseable {

    private static final String SERVICE = "app";
    private static final String UP = "Up service=app trigger=cpu scale=up";
    private static final String URGENT = "Urgent service=app trigger=demand scale=up priority=P0";
    private static final String DOWN = "Down service=app trigger=cpu scale=down";
    private static final List<String> RULES = List.of(UP, URGENT, DOWN);
    private static final List<Integer> JUMPS = List.of(8 * 60, 3600, 86_400, -480, -3600, -86_400);

    private final SplittableRandom random;
    private final Loop loop;
    private final StringBuilder told = new StringBuilder();
    final Map<Guard, Integer> refusals = new EnumMap<>(Guard.class);
    int actions;
    private int seen;
    private int counted;

    BadWeather(long seed) {
        this.random = new SplittableRandom(seed);
        this.loop = Loop.of(policy());
        loop.fleet.drains = random.nextInt(3) > 0;
        loop.fleet.set(SERVICE, random.nextInt(2, 9));
    }

    /** Another policy each time: its limits, its cooldowns, and its hours. */
    private ScalingPolicy policy() {
        int min = random.nextInt(1, 4);
        int from = random.nextInt(24);
        return Loop.read("""
                version: 1
                services:
                  app:
                    min_replicas: %d
                    max_replicas: %d
                    scale_up_increment: %d
                    scale_down_increment: %d
                    drain_timeout: %ds
                    triggers:
                      cpu: {cooldown: %dm}
                      demand: {cooldown: %dm}
                matrix:
                  - name: calm
                    priority: P3
                    when: {not: {any: [Up, Urgent]}}
                    then: {app: scale_to_min}
                  - name: off-peak
                    priority: P2
                    when: {window: off_peak}
                    then: {app: scale_to_min}
                schedule:
                  off_peak: {hours: "%02d:00-%02d:30", replicas: {app: %d}}
                  normal: {replicas: {app: %d}}
                """.formatted(
                        min,
                        min + random.nextInt(1, 7),
                        random.nextInt(1, 3),
                        random.nextInt(1, 3),
                        random.nextInt(0, 120),
                        random.nextInt(0, 12),
                        random.nextInt(0, 12),
                        from,
                        (from + random.nextInt(1, 20)) % 24,
                        min,
                        min + random.nextInt(0, 2)));
    }

    /** Something happens, then time passes. */
    void step() {
        happen(random.nextInt(28));
        for (int i = random.nextInt(1, 25); i > 0; i--) {
            evaluate();
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
            case 19 -> note("another policy", policy(), loop::restart);
            case 20 -> note("somebody sets", random.nextInt(0, 9), count -> loop.fleet.set(SERVICE, count));
            case 21 -> note("order", random.nextInt(0, 9), this::order);
            case 22, 23 -> note("override", Kind.values()[random.nextInt(4)], this::override);
            case 24 -> note("release", SERVICE, loop::release);
            case 25 -> note("tasks", !loop.fleet.busy.remove(SERVICE), this::tasks);
            case 26 -> note("deaf", !loop.fleet.deaf, deaf -> loop.fleet.deaf = deaf);
            default -> note("the target fails", loop.fleet.scaleFailure.isEmpty(), this::fail);
        }
    }

    private void fine(boolean all) {
        loop.prometheus = all;
        loop.alertmanager = all;
        loop.complete = all;
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

    private void evaluate() {
        int before = loop.replicas(SERVICE);
        Optional<ManualOverride> standing = order();
        Sight sight = loop.reconciler().evidence().look(loop.now()).sight();
        loop.pass(5);
        Optional<ManualOverride> order =
                standing.filter(each -> each.active(loop.now().wall()));
        Sight after = loop.reconciler().evidence().look(loop.now()).sight();
        for (; seen < loop.fleet.changes.size(); seen++) {
            actions++;
            check(loop.fleet.changes.get(seen), order, sight == Sight.CLEAR || after == Sight.CLEAR);
        }
        for (; counted < loop.decided.size(); counted++) {
            count(loop.decided.get(counted));
        }
        int shown =
                loop.reconciler().observation(SERVICE).map(Observation::desired).orElse(before);
        if (shown != before && shown != loop.replicas(SERVICE)) {
            throw new AssertionError("what is shown, " + shown + ", is not there: " + told);
        }
    }

    private void count(Explanation explanation) {
        explanation.verdicts().stream()
                .filter(verdict -> verdict.refused())
                .forEach(verdict -> refusals.merge(verdict.guard(), 1, Integer::sum));
    }

    private Optional<ManualOverride> order() {
        return loop.store.overrides(loop.now().wall()).stream().findFirst();
    }

    private ReplicaLimits limits() {
        return loop.policy().services().get(SERVICE).replicas();
    }

    private void check(Fleet.Change change, Optional<ManualOverride> order, boolean clear) {
        told.append("\n  ").append(change).append(' ').append(lastAction());
        Action action = lastAction();
        boolean restores = change.to() == action.from();
        boolean person =
                List.of("OVERRIDE", "MANUAL").contains(action.source().kind().name());
        boolean limit = action.source().name().equals("schedule:maximum");
        if (change.to() < change.from() && !restores) {
            assertThat(clear || person || limit)
                    .as("no down without evidence: %s", told)
                    .isTrue();
            defended(change, person);
        }
        ReplicaLimits limits = limits();
        if (!restores && order.filter(this::pins).isEmpty()) {
            assertThat(change.to() >= Math.min(limits.min(), change.from())
                            && change.to() <= Math.max(limits.max(), change.from()))
                    .as("never outside the limits but on the way into them: %s", told)
                    .isTrue();
        }
        boolean frozen = order.filter(each -> each.kind() == Kind.FREEZE).isPresent();
        boolean begun = action.at().isBefore(loop.now().wall().minusSeconds(5));
        assertThat(!frozen || begun || restores)
                .as("what is frozen does not move: %s", told)
                .isTrue();
        assertThat(!frozen || change.to() > change.from() || restores)
                .as("what is frozen is not stopped: %s", told)
                .isTrue();
    }

    private boolean pins(ManualOverride order) {
        return order.kind() == Kind.PIN;
    }

    /** Nothing is stopped that a wish at its count defends. */
    private void defended(Fleet.Change change, boolean person) {
        if (person || loop.replicas(SERVICE) > limits().max()) {
            return;
        }
        boolean wished = loop.reconciler().situation().firing().names().stream()
                .anyMatch(alert -> alert.equals("Up") || alert.equals("Urgent"));
        assertThat(wished && change.from() <= limits().max())
                .as("nothing is stopped that an up defends: %s", told)
                .isFalse();
    }

    /** The one that is carried out. */
    private Action lastAction() {
        return loop.started.get(loop.started.size() - 1);
    }

    /** The weather clears: whoever was drained is released, and a lasting wish is not stuck beyond its cooldowns. */
    void clears() {
        told.append("\nit clears");
        fine(true);
        loop.fleet.busy.clear();
        loop.release(SERVICE);
        for (String rule : List.of("Up", "Urgent", "Down", "To")) {
            loop.resolve(rule);
        }
        loop.pass(Duration.ofMinutes(150), 45);
        assertThat(loop.reconciler().rollouts())
                .as("no rollout is stuck: %s", told)
                .isEmpty();
        assertThat(loop.fleet.drained)
                .as("every drained one is released or gone: %s", told)
                .isEmpty();
        assertThat(loop.replicas(SERVICE)).as("within the limits: %s", told).isBetween(limits().min(), limits().max());
        int before = loop.replicas(SERVICE);
        loop.fire(URGENT).pass(Duration.ofMinutes(75), 45);
        assertThat(loop.replicas(SERVICE))
                .as("a lasting wish is not stuck: %s", told)
                .isGreaterThan(Math.min(before, limits().max() - 1));
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
