package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.policy.Priority;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A decision as plain values: what the API answers, and what the history keeps.
 *
 * @param from the count when it was judged
 * @param to the count wanted, after the limits; equal to {@code from} where nothing was proposed
 * @param source null where nothing was proposed
 * @param alerts the alerts behind it
 * @param note what a person ordered, with name and reason; null where no person did
 * @param against the wishes that want something else than what is done, the most urgent first
 */
public record Explanation(
        String service,
        Instant at,
        Outcome outcome,
        Reason reason,
        int from,
        int to,
        @Nullable String source,
        @Nullable Priority priority,
        @Nullable Instant until,
        List<Verdict> verdicts,
        List<AlertRef> alerts,
        @Nullable String note,
        List<Against> against) {

    /** Whether something was done. */
    public enum Outcome {
        SCALE,
        HOLD
    }

    /** An alert by name and fingerprint. */
    public record AlertRef(String name, String fingerprint) {
        static AlertRef to(Alert alert) {
            return new AlertRef(alert.name(), alert.fingerprint().value());
        }
    }

    /** A wish that wants something else than what is done, with the names of the alerts behind it. */
    public record Against(String source, Priority priority, int wants, List<String> alerts) {
        static Against of(Proposal proposal) {
            return new Against(
                    proposal.source().name(),
                    proposal.priority(),
                    proposal.wanted(),
                    proposal.because().stream().map(Alert::name).distinct().toList());
        }
    }

    /** What a version that knew none has written has none who speak against it. */
    public Explanation {
        verdicts = List.copyOf(verdicts);
        alerts = List.copyOf(alerts);
        against = List.copyOf(Objects.requireNonNullElse(against, List.<Against>of()));
    }

    /** One behind which there is no person. */
    public Explanation(
            String service,
            Instant at,
            Outcome outcome,
            Reason reason,
            int from,
            int to,
            @Nullable String source,
            @Nullable Priority priority,
            @Nullable Instant until,
            List<Verdict> verdicts,
            List<AlertRef> alerts) {
        this(service, at, outcome, reason, from, to, source, priority, until, verdicts, alerts, null, List.of());
    }

    public static Explanation of(Decision decision, Instant at) {
        if (decision instanceof Decision.Scale scale) {
            return of(scale, scale.proposal(), Outcome.SCALE, scale.from(), null, at);
        }
        Decision.Hold hold = (Decision.Hold) decision;
        Proposal wanted = hold.wanted();
        return wanted == null ? steady(hold, at) : of(hold, wanted, Outcome.HOLD, hold.replicas(), hold.until(), at);
    }

    /** The count of a service is not known, so nothing was judged; {@code problem} says why. */
    public static Explanation unknown(String service, Instant at, String problem) {
        Verdict verdict = Verdict.refuse(Guard.ROLLOUT, "the target does not tell: " + problem, null);
        return new Explanation(
                service, at, Outcome.HOLD, Reason.TARGET_UNKNOWN, 0, 0, null, null, null, List.of(verdict), List.of());
    }

    /** Somebody else changed the count; {@code what} tells which replicas came and went. */
    public static Explanation drift(Action foreign, String what, Instant until) {
        return new Explanation(
                foreign.service(),
                foreign.at(),
                Outcome.HOLD,
                Reason.DRIFT,
                foreign.from(),
                foreign.to(),
                foreign.source().name(),
                null,
                until,
                List.of(Verdict.refuse(Guard.COOLDOWN, what, until)),
                List.of());
    }

    /**
     * What became of an override: a line of the history, not a judgement.
     *
     * @param replicas the count now; 0 where it is not known
     * @param until when the override ends; null where it has
     */
    public static Explanation order(String service, Instant at, int replicas, @Nullable Instant until, String note) {
        return new Explanation(
                service,
                at,
                Outcome.HOLD,
                Reason.OVERRIDE,
                replicas,
                replicas,
                null,
                null,
                until,
                List.of(),
                List.of(),
                note,
                List.of());
    }

    /** The same, with what a person ordered. */
    public Explanation noting(String words) {
        return new Explanation(
                service, at, outcome, reason, from, to, source, priority, until, verdicts, alerts, words, against);
    }

    /** The same, with the wishes that speak against it. */
    public Explanation against(List<Against> others) {
        return new Explanation(
                service, at, outcome, reason, from, to, source, priority, until, verdicts, alerts, note, others);
    }

    private static Explanation steady(Decision.Hold hold, Instant at) {
        return new Explanation(
                hold.service(),
                at,
                Outcome.HOLD,
                hold.reason(),
                hold.replicas(),
                hold.replicas(),
                null,
                null,
                hold.until(),
                hold.verdicts(),
                List.of());
    }

    private static Explanation of(
            Decision decision, Proposal proposal, Outcome outcome, int from, @Nullable Instant until, Instant at) {
        return new Explanation(
                decision.service(),
                at,
                outcome,
                decision.reason(),
                from,
                proposal.to(),
                proposal.source().name(),
                proposal.priority(),
                until,
                decision.verdicts(),
                proposal.because().stream().map(AlertRef::to).toList(),
                null,
                decision.against().stream().map(Against::of).toList());
    }

    /** Whose wish it is, by a name of the configuration: of a person only that it is one; empty where nothing was proposed. */
    public String sourceWithoutPerson() {
        String name = source == null ? "" : source;
        return name.startsWith("schedule:") ? name : name.replaceFirst(":.*", "");
    }

    /** Whether the other says the same, the instant aside; the history keeps only what differs. */
    public boolean saysTheSameAs(Explanation other) {
        return service.equals(other.service)
                && outcome == other.outcome
                && reason == other.reason
                && from == other.from
                && to == other.to
                && Objects.equals(source, other.source);
    }
}
