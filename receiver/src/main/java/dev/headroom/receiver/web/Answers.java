package dev.headroom.receiver.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.web.ServiceView.OverrideView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The shapes of the JSON answers, kept apart from the core's records so that those may change their names. */
final class Answers {

    private Answers() {}

    record Readiness(boolean ready, List<Check> checks) {
        static Readiness of(List<Check> checks) {
            return new Readiness(checks.stream().allMatch(Check::ok), checks);
        }
    }

    record VerdictJson(
            Guard guard,
            String verdict,
            String detail,
            @Nullable Instant until) {
        static VerdictJson of(Verdict verdict) {
            return new VerdictJson(
                    verdict.guard(), verdict.passed() ? "pass" : "refuse", verdict.detail(), verdict.until());
        }
    }

    record ExplanationJson(
            String service,
            Instant at,
            Explanation.Outcome outcome,
            Reason reason,
            int from,
            int to,
            @Nullable String source,
            @Nullable Priority priority,
            @Nullable Instant until,
            List<VerdictJson> verdicts,
            String sentence,
            String zone,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Explanation.Against> against,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String note) {
        /** {@code zone} is that in which the sentence tells times. */
        static ExplanationJson of(Explanation e, ZoneId zone) {
            return new ExplanationJson(
                    e.service(),
                    e.at(),
                    e.outcome(),
                    e.reason(),
                    e.from(),
                    e.to(),
                    e.source(),
                    e.priority(),
                    e.until(),
                    e.verdicts().stream().map(VerdictJson::of).toList(),
                    Sentence.of(e, zone),
                    Times.name(zone),
                    e.against(),
                    e.note());
        }
    }

    /** Why a person's order was refused: as every error, with all that was judged. */
    record RefusedJson(
            String error, String remedy, @JsonUnwrapped ExplanationJson explanation) {
        static RefusedJson of(Explanation e, ZoneId zone) {
            return new RefusedJson(Sentence.of(e, Times.named(zone)), remedy(e), ExplanationJson.of(e, zone));
        }

        private static String remedy(Explanation e) {
            return switch (e.reason()) {
                case OVERRIDE ->
                    "release the override, or wait until it ends; what a file or serve --frozen has frozen is freed there alone";
                case ROLLOUT -> "send it again when the rollout has ended";
                case OBSTACLE -> "do what the reason names, or leave it as it is";
                case VRAM, MATRIX -> "free GPU memory, or wait until the alert ends";
                case BOUNDS ->
                    isOfSchedule(e)
                            ? "choose another count, or pin it: a pin may go below the schedule's floor"
                            : "choose another count, or change the limits in the policy";
                default -> "see /readyz and the log of the receiver";
            };
        }

        /** The schedule's floor ends with its window, the policy's limits with nothing. */
        private static boolean isOfSchedule(Explanation e) {
            return e.verdicts().stream()
                    .anyMatch(verdict -> verdict.guard() == Guard.BOUNDS && verdict.until() != null);
        }
    }

    /**
     * An order that was placed, or taken away.
     *
     * @param replaced the one before, which does not come back; null for none
     */
    record PlacedJson(
            @JsonUnwrapped OverrideView order,
            String sentence,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            OverrideView replaced) {

        static PlacedJson of(
                ManualOverride order, Optional<ManualOverride> replaced, Function<ManualOverride, String> inWords) {
            String instead = replaced.map(
                            other -> "; it replaces " + inWords.apply(other) + ", which does not come back")
                    .orElse("");
            return new PlacedJson(
                    OverrideView.of(order),
                    order.service() + ": " + inWords.apply(order) + instead,
                    replaced.map(OverrideView::of).orElse(null));
        }

        static PlacedJson released(ManualOverride order, String inWords) {
            return new PlacedJson(
                    OverrideView.of(order),
                    order.service() + ": released " + inWords
                            + "; it follows the policy again, and what this order had replaced does not come back",
                    null);
        }
    }

    record DecisionJson(
            long id,
            @JsonUnwrapped ExplanationJson explanation,
            List<Explanation.AlertRef> alerts,
            String result,
            String detail,
            List<StepJson> steps) {
        static DecisionJson of(DecisionRecord line, ZoneId zone) {
            return new DecisionJson(
                    line.id(),
                    ExplanationJson.of(line.explanation(), zone),
                    line.explanation().alerts(),
                    line.result(),
                    line.detail(),
                    StepJson.of(line.steps()));
        }
    }

    /** How long a rollout was in a phase, in seconds; null for the one that it is in. */
    record StepJson(String step, @Nullable Double seconds) {
        static List<StepJson> of(List<DecisionRecord.Step> steps) {
            return IntStream.range(0, steps.size())
                    .mapToObj(i -> new StepJson(
                            steps.get(i).phase(),
                            i + 1 < steps.size() ? between(steps.get(i), steps.get(i + 1)) : null))
                    .toList();
        }

        private static double between(DecisionRecord.Step step, DecisionRecord.Step next) {
            return Duration.between(step.entered(), next.entered()).toMillis() / 1000.0;
        }
    }

    record AlertJson(
            String name,
            String fingerprint,
            Map<String, String> labels,
            Map<String, String> annotations,
            Instant startsAt,
            AlertState.Phase phase,
            Instant seenAt,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) String refused) {

        static final Comparator<AlertState> BY_NAME = Comparator.comparing(
                        (AlertState state) -> state.alert().name())
                .thenComparing(state -> state.alert().fingerprint().value());

        static AlertJson of(AlertState state, Views views) {
            Alert alert = state.alert();
            return new AlertJson(
                    alert.name(),
                    alert.fingerprint().value(),
                    new TreeMap<>(alert.labels()),
                    new TreeMap<>(alert.annotations()),
                    alert.startsAt(),
                    state.phase(),
                    state.seenAt().wall(),
                    views.refused(alert));
        }
    }
}
