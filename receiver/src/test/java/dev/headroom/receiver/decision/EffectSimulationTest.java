package dev.headroom.receiver.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Schedule;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Random services whose requests come in any number, take any time, and wait where there are too few replicas: never is an up
 * withheld that would have helped. {@code -Dheadroom.seed=N} repeats a run.
 */
class EffectSimulationTest {

    private static final long SEED = Long.getLong("headroom.seed", new SplittableRandom().nextLong());
    private static final int WORLDS = 24;
    private static final int STEP = 10;
    private static final int STEPS = 4 * 3600 / STEP;
    private static final double THRESHOLD = 4;
    private static final int SLOTS = 4;

    @Test
    void noUpIsWithheldThatWouldHaveHelped() {
        System.out.println("EffectSimulationTest: -Dheadroom.seed=" + SEED);
        double doubted = 0;
        double inVain = 0;
        double inVainUnjudged = 0;
        for (int i = 0; i < WORLDS; i++) {
            World judged = new World(SEED + i, Benefit.JUDGED).play();
            doubted += judged.doubted;
            inVain += judged.inVain;
            inVainUnjudged += new World(SEED + i, Benefit.ASSUMED).play().inVain;
        }
        assertThat(doubted).as("minutes in which ups are withheld").isGreaterThan(60);
        assertThat(inVainUnjudged).as("minutes at a maximum that nobody needs").isGreaterThan(120);
        assertThat(inVain).isLessThan(0.9 * inVainUnjudged);
    }

    /** Fluid in, fluid out: what comes beyond the capacity waits. */
    private static final class World {
        private final long seed;
        private final SplittableRandom random;
        private final Timeline timeline;
        private final int max;
        private final Map<String, Integer> since = new HashMap<>();
        private double arrivals;
        private double work;
        private double waiting;
        private int step;
        private double doubted;
        private double inVain;

        World(long seed, Benefit latency) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            int min = random.nextInt(1, 4);
            this.max = min + random.nextInt(3, 9);
            this.timeline = Timeline.of(policy(min, max, latency))
                    .rollouts(new Timeline.Rollouts(Duration.ofSeconds(random.nextInt(6) * 30L), Duration.ZERO, true))
                    .at("00:00");
        }

        private ScalingPolicy policy(int min, int max, Benefit latency) {
            return SpecPolicy.policy(
                    List.of(),
                    Schedule.none(ZoneOffset.UTC),
                    SpecPolicy.service(
                            "app",
                            new ReplicaLimits(min, max, 1, 1),
                            GpuNeeds.NONE,
                            new Trigger("queue", cooldown(5), false, Benefit.LOAD),
                            new Trigger("utilization", cooldown(10), false, Benefit.LOAD),
                            new Trigger("latency", cooldown(10), false, latency),
                            new Trigger("memory", cooldown(10), false, latency)));
        }

        private Duration cooldown(int most) {
            return Duration.ofMinutes(random.nextInt(1, most + 1));
        }

        World play() {
            boolean reserved = random.nextInt(4) == 0;
            for (step = 0; step < STEPS; step++) {
                weather();
                int replicas = timeline.replicas("app");
                double capacity = replicas * SLOTS / work;
                waiting = Math.max(0, waiting + (arrivals - capacity) * STEP);
                double utilization = waiting > 0 ? 1 : arrivals / capacity;
                double latency = work + waiting / capacity;
                alert("queue", "up", waiting > 50, 60);
                alert("utilization", "up", utilization > 0.85, 120);
                alert("utilization", "down", utilization < 0.30, 600);
                alert("latency", "up", latency > THRESHOLD, 180);
                alert("memory", "up", reserved, 180);
                timeline.after(Duration.ofSeconds(STEP));
                check(utilization, replicas);
            }
            return this;
        }

        /** The load changes, and now and then what a request takes. */
        private void weather() {
            if (step % (60 / STEP) != 0) {
                return;
            }
            if (step == 0 || random.nextInt(20) == 0) {
                work = random.nextDouble(0.5, 2 * THRESHOLD);
            }
            if (step == 0 || random.nextInt(15) == 0) {
                double share = random.nextInt(3) == 0 ? random.nextDouble(0.4, 1.1) : random.nextDouble(0.02, 0.4);
                arrivals = share * max * SLOTS / work;
            }
        }

        private void alert(String trigger, String scale, boolean holds, int seconds) {
            String name = trigger + " " + scale;
            if (!holds) {
                since.remove(name);
                timeline.ends(name);
                return;
            }
            int began = since.computeIfAbsent(name, first -> step);
            if ((step - began) * STEP >= seconds) {
                Alert alert =
                        SpecPolicy.alert(name, Map.of("service", "app", "trigger", trigger, "scale", scale), Map.of());
                timeline.begins(alert);
            }
        }

        /** Whoever waits would begin sooner with another replica; that utilisation tells of it takes two minutes. */
        private void check(double utilization, int replicas) {
            boolean withheld = !timeline.trials().doubts("app").isEmpty();
            boolean helps = utilization > 0.85 && step - since.getOrDefault("utilization up", step) > 120 / STEP;
            assertThat(withheld && helps)
                    .as(
                            "-Dheadroom.seed=%d: %.1f wait at %d replicas, minute %d",
                            seed, waiting, replicas, step * STEP / 60)
                    .isFalse();
            doubted += withheld ? STEP / 60.0 : 0;
            inVain += replicas == max && utilization < 0.25 ? STEP / 60.0 : 0;
        }
    }
}
