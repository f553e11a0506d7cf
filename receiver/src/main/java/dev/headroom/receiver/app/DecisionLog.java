package dev.headroom.receiver.app;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.reconcile.FirstLook;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells the log what was decided and why, a line each: every one has the word "scale", a sentence, and fields, which are keys
 * of their own where the log is JSON. What goes on is told once.
 */
final class DecisionLog implements Outcomes {

    private static final Logger LOG = LoggerFactory.getLogger("Decision");

    private final NewRefusals refusals = new NewRefusals();
    private final AlertLog alerts = new AlertLog();
    private final Supplier<ZoneId> zone;

    /** {@code zone} is the policy's, in which times are told. */
    DecisionLog(Supplier<ZoneId> zone) {
        this.zone = zone;
    }

    @Override
    public void decided(Explanation told) {
        boolean news = refusals.has(told);
        if (told.outcome() == Explanation.Outcome.SCALE) {
            String direction = told.to() > told.from() ? "up" : "down";
            decision(Level.INFO, told).log("scale {}: {}", direction, sentence(told));
        } else if (told.reason() == Reason.DRIFT) {
            decision(Level.WARN, told).log("scale by another hand: {}", sentence(told));
        } else if (news && told.reason() != Reason.TARGET_UNKNOWN) { // which is told of all services in one line
            decision(Level.INFO, told).log("scale refused: {}", sentence(told));
        }
    }

    private String sentence(Explanation told) {
        return Sentence.of(told, Times.named(zone.get()));
    }

    private static LoggingEventBuilder decision(Level level, Explanation told) {
        LoggingEventBuilder line = LOG.atLevel(level)
                .addKeyValue("service", told.service())
                .addKeyValue("outcome", told.outcome().name().toLowerCase(Locale.ROOT))
                .addKeyValue("reason", told.reason().word())
                .addKeyValue("from", told.from())
                .addKeyValue("to", told.to());
        if (told.source() != null) {
            line = line.addKeyValue("source", told.source());
        }
        return told.priority() == null ? line : line.addKeyValue("priority", told.priority());
    }

    @Override
    public void met(FirstLook look) {
        if (look.differs()) {
            LOG.atLevel(Level.WARN)
                    .addKeyValue("service", look.service())
                    .addKeyValue("from", look.replicas())
                    .log("scale at first sight: {}", look.inWords());
        }
    }

    @Override
    public void firing(Collection<Alert> all) {
        alerts.look(all);
    }

    @Override
    public void moved(Rollout before, Rollout after) {
        if (!after.phase().ended()) {
            return;
        }
        Action action = after.action();
        LOG.atLevel(after.phase() == Phase.DONE || after.phase() == Phase.CANCELLED ? Level.INFO : Level.WARN)
                .addKeyValue("service", after.service())
                .addKeyValue("result", after.phase().name().toLowerCase(Locale.ROOT))
                .addKeyValue("from", action.from())
                .addKeyValue("to", action.to())
                .addKeyValue("source", action.source().name())
                .log(
                        "scale {} {}: {} from {} to {}, after {} s{}",
                        word(action.direction()),
                        ended(after.phase()),
                        after.service(),
                        action.from(),
                        action.to(),
                        Duration.between(action.at(), after.since()).toSeconds(),
                        after.detail().isEmpty() ? "" : "; " + after.detail());
    }

    private static String ended(Phase phase) {
        return switch (phase) {
            case FAILED -> "failed";
            case ABANDONED -> "abandoned";
            case CANCELLED -> "taken back";
            case OVERTAKEN -> "overtaken by another hand";
            default -> "done";
        };
    }

    private static String word(Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }
}
