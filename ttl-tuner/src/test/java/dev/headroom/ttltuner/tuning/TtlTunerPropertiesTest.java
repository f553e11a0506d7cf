package dev.headroom.ttltuner.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.ttltuner.curve.HitCurve;
import dev.headroom.ttltuner.tuning.Evidence.Key;
import dev.headroom.ttltuner.tuning.Evidence.Pressure;
import dev.headroom.ttltuner.tuning.ModePolicy.Bounds;
import dev.headroom.ttltuner.tuning.ModePolicy.Strategy;
import dev.headroom.ttltuner.tuning.ModePolicy.Target;
import dev.headroom.ttltuner.tuning.Reading.Missing;
import dev.headroom.ttltuner.tuning.Reading.Window;
import dev.headroom.ttltuner.tuning.Verdict.Adjust;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What holds for every history, however wild the evidence. */
class TtlTunerPropertiesTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @BeforeEach
    void say() {
        System.out.println("seed " + seed);
    }

    @RepeatedTest(20)
    void boundsAreKeptAndAChangeIsLeftAloneForItsTtl() {
        ModePolicy policy = policy();
        Instant now = Given.NOW;
        int ttl = policy.initial();
        ModeState state = ModeState.NEW.changed(now, ttl, ttl);
        Instant free = Instant.MIN;
        for (int i = 0; i < 400; i++) {
            now = now.plusSeconds(1 + random.nextInt(400));
            Reading reading = reading(now);
            Decision decision = TtlTuner.tune(policy, evidence(ttl, reading), state, now);
            state = decision.next();
            if (decision.verdict() instanceof Adjust adjust) {
                assertThat(adjust.from()).isEqualTo(ttl);
                assertThat(adjust.to()).as("seed %d", seed).isNotEqualTo(ttl);
                assertThat(policy.bounds().clip(adjust.to()))
                        .as("seed %d", seed)
                        .isEqualTo(adjust.to());
                assertThat(now).as("seed %d", seed).isAfterOrEqualTo(free);
                assertThat(reading).as("seed %d", seed).isInstanceOf(Window.class);
                free = now.plusSeconds(Math.max(adjust.from(), adjust.to()));
                ttl = adjust.to();
                state = state.changed(now, adjust.from(), adjust.to());
            }
        }
    }

    @Test
    void aTargetThatIsMetIsLeftAloneByTheStepLaw() {
        for (int i = 0; i < 20_000; i++) {
            double rate = 0.60 + 0.15 * random.nextDouble();
            int ttl = 30 + random.nextInt(571);
            int lookups = 100 + random.nextInt(1_000_000);
            Window window = new Window(
                    Given.NOW.minusSeconds(600),
                    Duration.ofSeconds(600),
                    Math.ceil(rate * lookups),
                    lookups - Math.ceil(rate * lookups),
                    OptionalDouble.empty());
            if (window.hitRate() <= 0.75) {
                assertThat(Given.verdict(Given.FAST, ttl, window))
                        .as("seed %d", seed)
                        .isInstanceOf(Verdict.Hold.class);
            }
        }
    }

    @Test
    void betweenReviewsATargetThatIsMetWithLittleToSpareIsLeftAloneByTheCurve() {
        for (int i = 0; i < 20_000; i++) {
            HitCurve curve = Given.curve(random.nextDouble() * 0.5, 0.65 + random.nextDouble() * 0.3, 600);
            int ttl = 30 + random.nextInt(571);
            if (curve.rate(ttl) >= 0.60 && curve.rate(ttl) <= 0.625) {
                Evidence evidence = new Evidence(
                        Key.of(ttl),
                        Given.window(curve.rate(ttl), 6000),
                        Pressure.NONE,
                        Optional.of(curve),
                        OptionalDouble.empty());
                assertThat(TtlTuner.tune(
                                        Given.FAST, evidence, Given.settled(ttl).withJudged(12), Given.NOW)
                                .verdict())
                        .as("seed %d", seed)
                        .isInstanceOf(Verdict.Hold.class);
            }
        }
    }

    @Test
    void underPressureNothingGrowsBeyondWhatThePlanHasRoomFor() {
        for (int i = 0; i < 20_000; i++) {
            int ttl = 30 + random.nextInt(571);
            Pressure pressure = new Pressure(0.5, 0.001 + random.nextDouble() * 10, room());
            Evidence evidence =
                    new Evidence(Key.of(ttl), reading(Given.NOW), pressure, curve(), OptionalDouble.empty());
            Verdict verdict = TtlTuner.tune(Given.FAST, evidence, Given.settled(ttl), Given.NOW)
                    .verdict();
            if (verdict instanceof Adjust adjust) {
                int most = pressure.room().orElse(0);
                assertThat(adjust.to()).as("seed %d", seed).isLessThan(Math.max(ttl, most + 1));
            }
        }
    }

    private ModePolicy policy() {
        int least = 10 + random.nextInt(100);
        int most = least + 1 + random.nextInt(2000);
        int initial = least + random.nextInt(most - least);
        Strategy strategy = Strategy.values()[random.nextInt(3)];
        return new ModePolicy(
                "wild", new Target(0.05 + random.nextDouble() * 0.9), new Bounds(least, most), initial, strategy);
    }

    private Evidence evidence(int ttl, Reading reading) {
        boolean pressed = random.nextInt(4) == 0;
        Pressure pressure = pressed
                ? new Pressure(random.nextDouble(), random.nextInt(3), OptionalInt.empty())
                : new Pressure(0.1, 0, OptionalInt.empty());
        return new Evidence(Key.of(ttl), reading, pressure, curve(), OptionalDouble.empty());
    }

    private OptionalInt room() {
        return random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(20 + random.nextInt(1000));
    }

    private Optional<HitCurve> curve() {
        double low = random.nextDouble() * 0.9;
        return random.nextInt(3) == 0
                ? Optional.empty()
                : Optional.of(Given.curve(low, low + (1 - low) * random.nextDouble(), 20 + random.nextInt(2000)));
    }

    private Reading reading(Instant now) {
        if (random.nextInt(5) == 0) {
            return new Missing(Reason.STALE, "");
        }
        int lookups = random.nextInt(3000);
        int hits = lookups == 0 ? 0 : random.nextInt(lookups);
        int length = 1 + random.nextInt(600);
        return new Window(
                now.minusSeconds(length), Duration.ofSeconds(length), hits, lookups - hits, OptionalDouble.empty());
    }
}
