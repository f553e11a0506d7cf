package dev.headroom.receiver.reconcile;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees what is brought to the loop, and knows by rules of its own, written apart from the product's, what may be concluded
 * from it. All times are those that passed.
 */
final class Bystander {

    private Duration listensSince = Duration.ZERO;
    private @Nullable Duration courier;
    private @Nullable Duration source;
    private @Nullable Duration proven;
    private String mark = "";
    private Duration markRead = Duration.ZERO;
    private boolean watchdogSeen;
    private boolean watchdogGone;
    private boolean jumped;

    /** What fires as far as a poll told, with the count that it names; 0 for none. */
    private final Map<String, Integer> firing = new HashMap<>();

    private final Map<String, Integer> endedCounts = new HashMap<>();
    private final Map<String, Duration> ended = new HashMap<>();

    /** A process starts, or takes the lead: what was heard before counts for nothing, but that an end was proven. */
    void beginsAnew(Duration now) {
        ended.values().removeIf(end -> proven != null && end.compareTo(proven) <= 0);
        listensSince = now;
        courier = null;
        source = null;
        proven = null;
        watchdogSeen = false;
        watchdogGone = false;
        jumped = false;
    }

    /** After that both must be heard again. */
    void clockWasSet() {
        courier = null;
        source = null;
        jumped = true;
    }

    void webhookFires(String alert, int count, Duration now) {
        courier = now;
        firing.computeIfPresent(alert, (name, known) -> Math.min(known, count));
    }

    void webhookEnds(String alert, Duration now) {
        courier = now;
        ends(alert, now);
    }

    /** A poll listed these with the counts that they name, and the Watchdog with this text; null where it lacks it. */
    void polled(Map<String, Integer> listed, boolean complete, @Nullable String watchdog, Duration now) {
        firing.putAll(listed);
        ended.keySet().removeAll(listed.keySet());
        if (complete) {
            courier = now;
            Set<String> missing = new HashSet<>(firing.keySet());
            missing.removeAll(listed.keySet());
            missing.forEach(alert -> ends(alert, now));
            watchdog(watchdog, now);
        }
    }

    private void watchdog(@Nullable String text, Duration now) {
        if (text == null) {
            watchdogGone |= watchdogSeen;
            return;
        }
        boolean moved = watchdogSeen && !watchdogGone && !text.equals(mark);
        proven = moved ? markRead : proven;
        source = moved || !watchdogSeen || watchdogGone ? now : source;
        mark = text;
        markRead = now;
        watchdogSeen = true;
        watchdogGone = false;
    }

    private void ends(String alert, Duration now) {
        Integer count = firing.remove(alert);
        if (count != null) {
            ended.put(alert, now);
            endedCounts.put(alert, count);
        }
    }

    /** Whether Alertmanager and Prometheus were both heard within five minutes. */
    boolean hearsBoth(Duration now) {
        return isFresh(courier, now) && isFresh(source, now) && !watchdogGone;
    }

    /** Whether one of them is not heard any more. */
    boolean blind(Duration now) {
        boolean noCourier = courier == null ? jumped || !isFresh(listensSince, now) : !isFresh(courier, now);
        return noCourier || watchdogGone || (watchdogSeen && !isFresh(source, now));
    }

    private static boolean isFresh(@Nullable Duration heard, Duration now) {
        return heard != null && now.minus(heard).compareTo(Loop.BLIND_AFTER) <= 0;
    }

    /** Whether the alert fires, or its end is not known to be true. */
    boolean mayFire(String alert) {
        Duration end = ended.get(alert);
        boolean believed = end == null || (proven != null && end.compareTo(proven) <= 0);
        return firing.containsKey(alert) || !believed;
    }

    /** The count that an alert names which may fire; 0 for none. */
    int counts(String alert) {
        return mayFire(alert) ? firing.getOrDefault(alert, endedCounts.getOrDefault(alert, 0)) : 0;
    }
}
