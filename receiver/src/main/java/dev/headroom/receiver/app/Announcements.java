package dev.headroom.receiver.app;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Supplier;

/** Every action that ended, every roll-back, and every refusal whose reason is another, for where operators look. */
public final class Announcements implements Outcomes {
    private final Voice voice;
    private final Supplier<ZoneId> zone;
    private final NewRefusals refusals = new NewRefusals();

    /** Where it is told. */
    @FunctionalInterface
    public interface Voice {
        /**
         * Tells it; returns at once.
         *
         * @param reason in one word, as "ScaledUp"
         */
        void tell(String service, boolean warning, String reason, String message, Instant at);
    }

    /** {@code zone} is the policy's, in which times are told. */
    public Announcements(Voice voice, Supplier<ZoneId> zone) {
        this.voice = voice;
        this.zone = zone;
    }

    @Override
    public void decided(Explanation explanation) {
        if (refusals.has(explanation)) {
            String message = Sentence.of(explanation, Times.named(zone.get()));
            voice.tell(explanation.service(), false, "Refused", message, explanation.at());
        }
    }

    @Override
    public void moved(Rollout before, Rollout after) {
        if (after.phase().ended()) {
            Action action = after.action();
            String what = "%d -> %d by %s"
                    .formatted(action.from(), action.to(), action.source().name());
            String message = after.detail().isEmpty() ? what : what + ": " + after.detail();
            voice.tell(after.service(), isWarning(after.phase()), word(after), message, after.since());
        }
    }

    private static boolean isWarning(Phase phase) {
        return phase == Phase.FAILED || phase == Phase.ABANDONED || phase == Phase.OVERTAKEN;
    }

    private static String word(Rollout ended) {
        return switch (ended.phase()) {
            case FAILED -> "RolledBack";
            case ABANDONED -> "Abandoned";
            case CANCELLED -> "TakenBack";
            case OVERTAKEN -> "Overtaken";
            default -> ended.action().direction() == Direction.UP ? "ScaledUp" : "ScaledDown";
        };
    }
}
