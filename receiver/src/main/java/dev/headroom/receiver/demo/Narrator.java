package dev.headroom.receiver.demo;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Prints each decision that says something new, as it happens. */
final class Narrator implements Outcomes {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    private static final long PATIENCE_MILLIS = 10_000;
    private static final long WAIT_MILLIS = 100;

    private final PrintStream out;
    private final ZoneId zone;
    private final Tally tally;
    private final Map<String, Explanation> told = new HashMap<>();
    private Instant judged = Instant.MIN;

    Narrator(PrintStream out, ZoneId zone, Tally tally) {
        this.out = out;
        this.zone = zone;
        this.tally = tally;
    }

    synchronized void scene(Scene scene, Instant midnight) {
        out.println();
        out.println(time(midnight.plus(scene.at())) + "  == " + scene.title());
    }

    /** Waits until the receiver has judged a service at {@code instant} or later; gives up where it no longer judges. */
    synchronized void awaitJudgement(Instant instant) throws InterruptedException {
        long waited = 0;
        while (judged.isBefore(instant) && waited < PATIENCE_MILLIS) {
            wait(WAIT_MILLIS);
            waited += WAIT_MILLIS;
        }
    }

    @Override
    public synchronized void decided(Explanation explanation) {
        judged = explanation.at();
        notifyAll();
        tally.count(explanation);
        Explanation before = told.put(explanation.service(), explanation);
        if (before != null && before.saysTheSameAs(explanation)) {
            return;
        }
        tally.decision(explanation);
        if (explanation.reason() != Reason.STEADY && explanation.reason() != Reason.ROLLOUT) {
            out.println(time(explanation.at()) + "  " + mark(explanation) + " " + Sentence.of(explanation, zone));
        }
    }

    @Override
    public synchronized void moved(Rollout before, Rollout after) {
        if (after.phase().ended()) {
            tally.ended(after);
        }
        if (after.phase() == Phase.FAILED) {
            out.println(time(after.since()) + "  ! " + after.service() + " " + after.detail());
        }
    }

    private static String mark(Explanation explanation) {
        if (explanation.outcome() == Outcome.HOLD) {
            return "-";
        }
        return explanation.to() > explanation.from() ? "^" : "v";
    }

    private String time(Instant instant) {
        return TIME.format(instant.atZone(zone));
    }
}
