package dev.headroom.receiver.notify;

import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is to be told since the last time, and how far that leads.
 *
 * @param notices in the order of the history
 */
record News(List<Notice> notices, Cursor cursor) {
    private static final String RUNNING = "running";

    /**
     * All that is to be told.
     *
     * @param lines of the history: those after the cursor, and those that it has open
     * @param seen what may be concluded now
     */
    static News since(
            Cursor before, List<DecisionRecord> lines, ScalingPolicy policy, Evidence.Finding seen, Instant now) {
        List<Notice> notices = new ArrayList<>();
        List<Long> open = new ArrayList<>();
        long newest = before.line();
        for (DecisionRecord line : lines.stream()
                .sorted(Comparator.comparingLong(DecisionRecord::id))
                .toList()) {
            newest = Math.max(newest, line.id());
            if (line.result().equals(RUNNING)) {
                open.add(line.id());
            } else {
                notice(line, policy).ifPresent(notices::add);
            }
        }
        if (seen.blind() != before.blind()) {
            notices.add(sight(seen, now));
        }
        return new News(List.copyOf(notices), new Cursor(newest, open, seen.blind()));
    }

    private static Notice sight(Evidence.Finding seen, Instant now) {
        String text = seen.blind()
                ? "Headroom is blind, and alerts change no count: " + seen.reason()
                : "Headroom sees again: Alertmanager and Prometheus are heard";
        return new Notice(Kind.BLIND, now, null, "", text);
    }

    private static Optional<Notice> notice(DecisionRecord line, ScalingPolicy policy) {
        Explanation told = line.explanation();
        Optional<Kind> kind = line.result().isEmpty() ? held(told, policy) : Optional.of(ended(line.result()));
        String came = line.result().isEmpty() || line.detail().isEmpty() ? "" : " (" + line.detail() + ")";
        String result = line.result().isEmpty() ? "" : ": " + line.result() + came;
        Instant at = line.steps().isEmpty()
                ? told.at()
                : line.steps().get(line.steps().size() - 1).entered();
        return kind.map(about -> new Notice(
                about,
                at,
                line.id(),
                told.service(),
                Sentence.of(told, Times.named(policy.schedule().zone())) + result));
    }

    private static Kind ended(String result) {
        return switch (result) {
            case "done" -> Kind.DONE;
            case "cancelled" -> Kind.TAKEN_BACK;
            case "overtaken" -> Kind.OTHER_HAND;
            default -> Kind.FAILED;
        };
    }

    /** Of a hold; empty where nobody need know. */
    private static Optional<Kind> held(Explanation told, ScalingPolicy policy) {
        return switch (told.reason()) {
            case DRIFT -> Optional.of(Kind.OTHER_HAND);
            case INEFFECTIVE -> Optional.of(refusal(told).startsWith("somebody else") ? Kind.OTHER_HAND : Kind.FAILED);
            case BOUNDS -> Optional.of(Kind.AT_LIMIT).filter(kind -> isFull(told, policy));
            case OVERRIDE -> Optional.of(Kind.FROZEN).filter(kind -> told.to() > told.from());
            default -> Optional.empty();
        };
    }

    private static String refusal(Explanation told) {
        return told.verdicts().stream()
                .filter(verdict -> verdict.guard() == Guard.INEFFECTIVE && verdict.refused())
                .map(verdict -> verdict.detail())
                .findFirst()
                .orElse("");
    }

    private static boolean isFull(Explanation told, ScalingPolicy policy) {
        ServicePolicy service = policy.service(told.service());
        return service != null
                && told.source() != null
                && told.from() >= service.replicas().max();
    }
}
