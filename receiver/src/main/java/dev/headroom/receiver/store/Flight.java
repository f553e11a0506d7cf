package dev.headroom.receiver.store;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A rollout in flight as it is kept.
 *
 * @param line the number of its line in the history
 * @param steps the phases that it has entered, in order
 */
public record Flight(Rollout rollout, long line, List<DecisionRecord.Step> steps) {

    public static Flight begun(Rollout rollout, long line) {
        return new Flight(rollout, line, List.of(step(rollout)));
    }

    /** What somebody else did: it has ended, and nobody saw its phases. */
    public static Flight foreign(Action action, long line) {
        return new Flight(new Rollout(action, Phase.DONE, action.at(), "", Set.of()), line, List.of());
    }

    /** The next state. */
    public Flight moved(Rollout next) {
        Rollout now =
                new Rollout(rollout.action(), next.phase(), next.since(), next.detail(), next.kept(), next.seats());
        DecisionRecord.Step step = step(now);
        if (steps.contains(step)) {
            return new Flight(now, line, steps);
        }
        List<DecisionRecord.Step> entered = new ArrayList<>(steps);
        entered.add(step);
        return new Flight(now, line, entered);
    }

    /** Whether it has ended, and otherwise than this would. */
    public boolean ended(Rollout late) {
        return !running() && rollout.phase() != late.phase();
    }

    /** The action, ended where the rollout has. */
    public Action action() {
        return running()
                ? rollout.action()
                : rollout.action().finished(rollout.phase().result(), rollout.since());
    }

    /** What its line of the history tells. */
    public Told told() {
        return new Told(word(action().result()), rollout.detail(), steps);
    }

    public boolean running() {
        return !rollout.phase().ended();
    }

    public static String word(Action.Result result) {
        return result.name().toLowerCase(Locale.ROOT);
    }

    private static DecisionRecord.Step step(Rollout rollout) {
        return new DecisionRecord.Step(rollout.phase().name().toLowerCase(Locale.ROOT), rollout.since());
    }

    /** What became of an action. */
    public record Told(String result, String detail, List<DecisionRecord.Step> steps) {
        public static final Told HOLD = new Told("", "", List.of());

        /** As a line of the history. */
        public DecisionRecord line(long id, Explanation explanation) {
            return new DecisionRecord(id, explanation, result, detail, steps);
        }
    }
}
