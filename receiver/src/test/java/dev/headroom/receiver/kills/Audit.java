package dev.headroom.receiver.kills;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.oracle.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The invariants, from what the oracle saw, the store kept, and Alertmanager was answered. */
final class Audit {
    private final Memory memory;
    private final List<Effect> effects;
    private final List<String> broken = new ArrayList<>();

    Audit(Memory memory, List<Effect> effects) {
        this.memory = memory;
        this.effects = effects;
    }

    /** After quiet, with all that was posted delivered. */
    Findings of(int kills, Set<String> acknowledged, Duration cooldown) {
        Account account = Account.of(memory.actions(), effects);
        broken.addAll(account.words());
        withinLimits();
        withinCooldown(cooldown);
        if (!memory.rollouts().isEmpty()) {
            broken.add("still in flight: " + memory.rollouts());
        }
        int lost = forgotten(acknowledged) + unanswered() + account.missing();
        return new Findings(kills, memory.actions().size(), lost, account.surplus(), broken);
    }

    /** Alerts in notifications that were answered 200, and that have no row. */
    private int forgotten(Set<String> acknowledged) {
        Set<String> missing = new TreeSet<>(acknowledged);
        missing.removeAll(memory.fingerprints());
        missing.forEach(fingerprint -> broken.add("answered 200, and has no row: " + fingerprint));
        return missing.size();
    }

    /** Firing alerts of a trigger that were neither acted on nor refused. */
    private int unanswered() {
        List<AlertState> unanswered = memory.alerts().stream()
                .filter(AlertState::firing)
                .filter(state -> World.LEAST.containsKey(service(state)))
                .filter(state -> !actedOn(state) && !memory.refuses(service(state)))
                .toList();
        unanswered.forEach(state -> broken.add("neither acted on nor refused: " + state));
        return unanswered.size();
    }

    private boolean actedOn(AlertState state) {
        return memory.actions().stream()
                .anyMatch(action -> action.service().equals(service(state))
                        && sources(action).contains(label(state.alert(), "trigger"))
                        && !action.at().isBefore(state.since().wall()));
    }

    private void withinLimits() {
        for (Effect effect : effects) {
            int least = World.LEAST.get(effect.service());
            if (effect.counts() && !effect.seeds() && (effect.replicas() < least || effect.replicas() > World.MOST)) {
                broken.add("outside of " + least + ".." + World.MOST + ": " + effect);
            }
        }
    }

    /** By the ledger, for a cooldown starts when its action does. */
    private void withinCooldown(Duration cooldown) {
        Map<String, Action> last = new HashMap<>();
        for (Action action : memory.actions()) {
            for (String source : sources(action)) {
                Action before = last.put(action.service() + " " + source, action);
                if (before != null && action.at().isBefore(before.at().plus(cooldown))) {
                    broken.add("within the cooldown of " + source + ": " + before + ", " + action);
                }
            }
        }
    }

    private static Set<String> sources(Action action) {
        Set<String> sources = new TreeSet<>(action.triggers());
        sources.add(action.source().name());
        return sources;
    }

    private static String service(AlertState state) {
        return label(state.alert(), "service");
    }

    private static String label(Alert alert, String name) {
        return alert.labels().getOrDefault(name, "");
    }
}
