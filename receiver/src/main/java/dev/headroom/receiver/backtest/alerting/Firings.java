package dev.headroom.receiver.backtest.alerting;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** When rules fired. A rule of which several alerts fire at once fires once. */
final class Firings {

    private final Map<String, List<Firing>> ended = new LinkedHashMap<>();
    private final Map<String, Instant> begun = new HashMap<>();
    private final Map<String, Set<PlayedAlert>> firing = new HashMap<>();
    private Instant now = Instant.MIN;

    /** What an evaluation at {@code time} found. */
    void note(PlayedAlert alert, boolean fires, Instant time) {
        String name = alert.rule().name();
        Set<PlayedAlert> others = firing.computeIfAbsent(name, first -> new HashSet<>());
        List<Firing> past = ended.computeIfAbsent(name, first -> new ArrayList<>());
        now = time;
        if (fires && others.add(alert)) {
            begun.putIfAbsent(name, time);
        } else if (!fires && others.remove(alert) && others.isEmpty()) {
            Instant from = begun.remove(name);
            past.add(new Firing(from == null ? time : from, time));
        }
    }

    /** By name, each oldest first; those that fire still end now. */
    Map<String, List<Firing>> all() {
        Map<String, List<Firing>> all = new LinkedHashMap<>();
        ended.forEach((name, past) -> all.put(name, new ArrayList<>(past)));
        begun.forEach((name, from) ->
                all.computeIfAbsent(name, first -> new ArrayList<>()).add(new Firing(from, now)));
        return all;
    }
}
