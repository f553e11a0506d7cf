package dev.headroom.receiver.kills;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.oracle.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one action did, by the oracle: an action that is done made exactly as many replicas as it was meant to, one that
 * failed has taken them away again, one that was cancelled has done nothing.
 *
 * @param missing effects that a completed action should have had
 * @param surplus effects that no action accounts for
 */
record Account(int missing, int surplus, List<String> words) {

    /** The accounts of all services, added up. */
    static Account of(List<Action> actions, List<Effect> effects) {
        List<String> words = new ArrayList<>();
        int missing = 0;
        int surplus = startedTwice(effects, words);
        for (Action action : actions) {
            List<Effect> own =
                    effects.stream().filter(effect -> owns(action, effect)).toList();
            int up = ups(own) - expectedUps(action, own);
            int down = downs(own) - expectedDowns(action, own);
            missing += Math.max(0, -up) + Math.max(0, -down);
            surplus += Math.max(0, up) + Math.max(0, down);
            if (up != 0 || down != 0) {
                words.add(action + " had " + own);
            }
        }
        surplus += nobodys(actions, effects, words);
        return new Account(missing, surplus, words);
    }

    private static boolean owns(Action action, Effect effect) {
        Instant end = action.finishedAt() == null ? Instant.MAX : action.finishedAt();
        return effect.service().equals(action.service())
                && !effect.at().isBefore(action.at())
                && !effect.at().isAfter(end);
    }

    private static int expectedUps(Action action, List<Effect> own) {
        return switch (action.result()) {
            case DONE -> Math.max(0, action.to() - action.from());
            case CANCELLED -> 0;
            case FAILED, ABANDONED, OVERTAKEN, RUNNING -> Math.min(ups(own), Math.max(0, action.to() - action.from()));
        };
    }

    private static int expectedDowns(Action action, List<Effect> own) {
        return switch (action.result()) {
            case DONE -> Math.max(0, action.from() - action.to());
            case CANCELLED -> 0;
            case FAILED -> ups(own);
            case ABANDONED, OVERTAKEN, RUNNING -> downs(own);
        };
    }

    private static int ups(List<Effect> own) {
        return count(own, "create") + count(own, "wake");
    }

    private static int downs(List<Effect> own) {
        return count(own, "remove") + count(own, "sleep");
    }

    private static int count(List<Effect> effects, String kind) {
        return (int)
                effects.stream().filter(effect -> effect.kind().equals(kind)).count();
    }

    /** A container starts once, and is never started again after it was stopped. */
    private static int startedTwice(List<Effect> effects, List<String> words) {
        Map<String, Long> starts = effects.stream()
                .filter(effect -> effect.kind().equals("start"))
                .collect(Collectors.groupingBy(Effect::id, TreeMap::new, Collectors.counting()));
        starts.values().removeIf(times -> times == 1);
        starts.forEach((id, times) -> words.add("container " + id + " was started " + times + " times"));
        return starts.size();
    }

    private static int nobodys(List<Action> actions, List<Effect> effects, List<String> words) {
        List<Effect> nobodys = effects.stream()
                .filter(effect -> List.of("create", "start", "stop", "remove", "wake", "sleep")
                        .contains(effect.kind()))
                .filter(effect -> actions.stream().noneMatch(action -> owns(action, effect)))
                .toList();
        nobodys.forEach(effect -> words.add("no action accounts for " + effect));
        return nobodys.size();
    }
}
