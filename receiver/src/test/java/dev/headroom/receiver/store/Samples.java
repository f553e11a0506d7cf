package dev.headroom.receiver.store;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.AlertRef;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.receiver.usage.Counts;
import dev.headroom.receiver.usage.Hours;
import dev.headroom.receiver.usage.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Values for the tests of the stores, told apart by small numbers; every field is set to something that shows. */
public final class Samples {
    public static final Instant T0 = Instant.parse("2026-03-02T10:00:00.123456789Z");

    /** After all samples, so that a store which is opened then knows their ages as they were. */
    public static final Moment LATER = Moment.steady(T0.plusSeconds(10_000_000));

    private static final long BEGAN = System.nanoTime();

    /** Begins then, and goes on. */
    public static final Timepiece CLOCK = clock(System::nanoTime);

    private Samples() {}

    /** Begins then, and goes on by these nanoseconds. */
    public static Timepiece clock(LongSupplier nanos) {
        return () -> LATER.plus(Duration.ofNanos(nanos.getAsLong() - BEGAN));
    }

    public static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    public static Alert alert(int number, Instant startsAt) {
        return new Alert(
                new Fingerprint("%016x".formatted(number)),
                Map.of("alertname", "LLMQueueBuildup", "service", "worker-llm", "instance", "한글\" \\ \u0001 " + number),
                Map.of("summary", "queue at 60"),
                startsAt);
    }

    public static Action action(String id, String service, Instant at) {
        return new Action(
                id,
                service,
                at,
                Source.matrix("high-traffic"),
                Set.of("queue_length", "latency_p95"),
                2,
                3,
                Action.Result.RUNNING,
                null);
    }

    public static Rollout planned(String id, String service, Instant at) {
        return Rollout.planned(action(id, service, at));
    }

    public static Rollout in(Rollout rollout, Phase phase, Instant since, String detail) {
        return new Rollout(rollout.action(), phase, since, detail, rollout.kept());
    }

    /** From one second to another, in a month of so many seconds. */
    public static Span span(long from, long until) {
        return new Span(
                T0.truncatedTo(ChronoUnit.SECONDS).plusSeconds(from),
                T0.truncatedTo(ChronoUnit.SECONDS).plusSeconds(until),
                new Counts(3, null, 2, 8, 2),
                new Hours(Duration.ofSeconds(until * 3), Duration.ofSeconds(until * 8), Duration.ofMillis(until)));
    }

    public static Explanation scale(String service, Instant at) {
        return new Explanation(
                service,
                at,
                Outcome.SCALE,
                Reason.MATRIX,
                2,
                3,
                "high-traffic",
                Priority.P0,
                null,
                List.of(new Verdict(Guard.COOLDOWN, true, "over since 09:50", null)),
                List.of(new AlertRef("LLMQueueBuildup", "%016x".formatted(1))));
    }

    public static Explanation hold(String service, Instant at) {
        return new Explanation(
                service,
                at,
                Outcome.HOLD,
                Reason.COOLDOWN,
                2,
                3,
                "queue_length",
                Priority.P2,
                at.plusSeconds(60),
                List.of(new Verdict(Guard.COOLDOWN, false, "queue_length until later", at.plusSeconds(60))),
                List.of());
    }

    public static Explanation steady(String service, Instant at) {
        return new Explanation(service, at, Outcome.HOLD, Reason.STEADY, 2, 2, null, null, null, List.of(), List.of());
    }
}
