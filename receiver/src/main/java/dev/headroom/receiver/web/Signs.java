package dev.headroom.receiver.web;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.decision.Verdict;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a diagnosis of a service is made of.
 *
 * @param told the latest judgement; null before the first
 * @param toldSince since when judgements say the same
 * @param finding whether alerts are heard
 * @param last the latest action of the last hours; null for none
 * @param ordered when the order in force was given; null where that is not known
 * @param fewerSince since when fewer are ready than wanted
 */
record Signs(
        ServiceView view,
        @Nullable Explanation told,
        @Nullable Instant toldSince,
        Evidence.Finding finding,
        @Nullable Action last,
        @Nullable Instant ordered,
        @Nullable Instant fewerSince,
        Times times) {

    String reason() {
        return told == null ? "it has not been judged yet" : Sentence.reasonOf(told, times);
    }

    Optional<Verdict> refusal(Guard guard) {
        return told == null
                ? Optional.empty()
                : told.verdicts().stream()
                        .filter(verdict -> verdict.guard() == guard && verdict.refused())
                        .findFirst();
    }

    boolean lacksReplicas() {
        Integer desired = view.desired();
        Integer ready = view.ready();
        return view.rollout() == null && desired != null && ready != null && ready < desired;
    }

    /** Whether something asks for more than there may be. */
    boolean isAtLimit() {
        return told != null
                && told.outcome() == Explanation.Outcome.HOLD
                && (refusal(Guard.VRAM).isPresent()
                        || (refusal(Guard.OBSTACLE).isPresent() && told.to() >= told.from())
                        || (refusal(Guard.BOUNDS).isPresent() && told.from() >= view.max()));
    }

    boolean isRefused() {
        return told != null
                && told.outcome() == Explanation.Outcome.HOLD
                && told.source() != null
                && told.to() != told.from()
                && told.verdicts().stream().anyMatch(Verdict::refused);
    }

    String at(Instant time) {
        return times.at(time, told == null ? time : told.at());
    }
}
