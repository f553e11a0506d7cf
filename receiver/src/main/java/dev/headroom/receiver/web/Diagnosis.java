package dev.headroom.receiver.web;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Verdict;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person needs to know of a service first, in words that page and command line share.
 *
 * @param what is the matter
 * @param since when; null where that is not known
 * @param does what Headroom does about it
 * @param can what a person can do
 */
record Diagnosis(
        Condition condition,
        Condition.Group group,
        String word,
        String what,
        @Nullable Instant since,
        String does,
        String can) {

    /** What Headroom does while its alerts are not heard. */
    static final String WHILE_BLIND =
            "Alerts change no count, neither up nor down. Orders and the schedule's floor are done.";

    private static Diagnosis of(Condition condition, String what, @Nullable Instant since, String does, String can) {
        return new Diagnosis(condition, condition.group(), condition.word(), what, since, does, can);
    }

    /** The worst of what the signs say. */
    static Diagnosis of(Signs signs) {
        Action last = signs.last();
        if (signs.view().desired() == null) {
            return unknown(signs);
        }
        if (signs.refusal(Guard.INEFFECTIVE).isPresent()) {
            return stopped(signs, signs.refusal(Guard.INEFFECTIVE).get());
        }
        if (last != null && Outlook.failed(last)) {
            return failed(signs, last);
        }
        if (signs.finding().blind()) {
            return blind(signs);
        }
        if (signs.lacksReplicas()) {
            return degraded(signs);
        }
        return signs.isAtLimit() ? limit(signs) : orderly(signs);
    }

    /** Nothing is wrong. */
    private static Diagnosis orderly(Signs signs) {
        ServiceView view = signs.view();
        if (!view.frozen().isEmpty()) {
            return of(
                    Condition.ORDERED,
                    "frozen by " + view.frozen(),
                    null,
                    "Nothing is done to it, whatever fires.",
                    "Take it back where it is written: no order frees it.");
        }
        if (view.override() != null) {
            return ordered(signs, view.override());
        }
        if (view.rollout() != null) {
            return rolling(view.rollout());
        }
        return signs.isRefused() ? refused(signs) : quiet(signs);
    }

    private static Diagnosis unknown(Signs signs) {
        boolean looked = signs.told() != null && signs.told().reason() == Reason.TARGET_UNKNOWN;
        return of(
                Condition.UNKNOWN,
                "its replicas cannot be seen"
                        + (looked
                                ? ": "
                                        + signs.refusal(Guard.ROLLOUT)
                                                .map(Verdict::detail)
                                                .orElse("")
                                : ""),
                looked ? signs.toldSince() : null,
                "Leaves it as it is, and looks again every few seconds. What runs goes on running.",
                "Bring its target back, or the way to it.");
    }

    private static Diagnosis stopped(Signs signs, Verdict why) {
        String until = why.until() == null ? "" : " until " + signs.at(why.until());
        return of(
                Condition.FAILED,
                why.detail(),
                signs.toldSince(),
                "Stays at " + signs.view().desired() + ", and tries nothing more" + until + ".",
                "Read the log of the replicas that did not become ready. Scale tries at once.");
    }

    private static Diagnosis failed(Signs signs, Action last) {
        boolean restored = last.result() == Action.Result.FAILED;
        return of(
                Condition.FAILED,
                "to go from " + last.from() + " to " + last.to() + (restored ? "" : "; given up"),
                last.finishedAt() == null ? last.at() : last.finishedAt(),
                (restored ? "Has restored the count before. " : "Could set neither the new count nor the one before. ")
                        + "Now: " + signs.reason() + ".",
                last.direction() == Direction.UP
                        ? "Read the log of the replica that did not become ready; its steps are in the history."
                        : "Read why in the history: headroom decisions --service " + last.service() + ".");
    }

    private static Diagnosis blind(Signs signs) {
        return of(
                Condition.BLIND,
                "its alerts are not heard",
                signs.finding().from(),
                WHILE_BLIND,
                "Scale it by hand where it cannot wait.");
    }

    private static Diagnosis degraded(Signs signs) {
        ServiceView view = signs.view();
        return of(
                Condition.DEGRADED,
                view.ready() + " of " + view.desired() + " ready",
                signs.fewerSince(),
                "Wants " + view.desired() + " still. Now: " + signs.reason() + ".",
                "Look at the log and the health check of the replica that is not ready.");
    }

    private static Diagnosis limit(Signs signs) {
        boolean memory = signs.refusal(Guard.VRAM).isPresent();
        boolean most = signs.refusal(Guard.BOUNDS).isPresent();
        return of(
                Condition.LIMIT,
                signs.reason(),
                signs.toldSince(),
                "Stays at " + signs.view().desired() + ", and goes up as soon as it may.",
                memory
                        ? "Free GPU memory: unload a model, or move a service to another GPU."
                        : most
                                ? "Raise max_replicas in the policy if there is room, or find what costs so much."
                                : "Remove what stands in the way.");
    }

    private static Diagnosis ordered(Signs signs, ServiceView.OverrideView order) {
        String end = signs.at(order.expires());
        String does = switch (order.kind()) {
            case FREEZE -> "Does nothing to it until " + end + ", whatever fires.";
            case PIN -> "Keeps it at " + order.replicas() + " until " + end + ", whatever fires.";
            case HOLD_UP -> "Does not let it grow until " + end + ".";
            case HOLD_DOWN -> "Does not let it shrink until " + end + ".";
        };
        return of(
                Condition.ORDERED,
                Sentence.dated(order.inWords(), end),
                signs.ordered(),
                does,
                "Ask " + order.owner() + ". Release ends it now.");
    }

    private static Diagnosis rolling(ServiceView.RolloutView rollout) {
        return of(
                Condition.ROLLING,
                "from " + rollout.from() + " to " + rollout.to() + ": "
                        + rollout.phase().name().toLowerCase(Locale.ROOT)
                        + (rollout.detail().isEmpty() ? "" : ", " + rollout.detail()),
                rollout.since(),
                "Goes on by itself, and restores the count before where replicas do not become ready.",
                "Nothing. Freeze keeps what comes after from happening.");
    }

    private static Diagnosis refused(Signs signs) {
        Instant until = Objects.requireNonNull(signs.told()).until();
        return of(
                Condition.REFUSED,
                signs.reason(),
                signs.toldSince(),
                "Stays at " + signs.view().desired()
                        + (until == null
                                ? ", and judges again every few seconds."
                                : " at least until " + signs.at(until) + "."),
                "Nothing. Scale acts at once, where it cannot wait.");
    }

    private static Diagnosis quiet(Signs signs) {
        return of(Condition.QUIET, signs.reason(), signs.toldSince(), "Nothing.", "Nothing is to be done.");
    }
}
