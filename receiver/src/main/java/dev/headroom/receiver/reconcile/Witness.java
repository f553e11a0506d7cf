package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hears the news of Alertmanager, and looks for proof in it that Prometheus evaluates. */
public final class Witness {

    /**
     * When Prometheus dies its alerts end within a minute or so of each other; so a Watchdog that is told of so long after
     * an end was not about to end with it.
     */
    private static final Duration APART = Duration.ofMinutes(2);

    private final Terms terms;
    private final Map<Fingerprint, Sighting> watchdogs = new HashMap<>();
    private Moment since;
    private Moment looked;
    private @Nullable Moment clockSet;
    private @Nullable Moment courier;
    private Instant latestElsewhere = Instant.MIN;

    /**
     * What is asked for.
     *
     * @param polled whether Alertmanager's own API is asked; it alone then tells of the Watchdog
     */
    public record Terms(Duration blindAfter, Watchdog watchdog, boolean polled) {}

    /**
     * What is known of one Watchdog.
     *
     * @param mark what was last read of it, which changes whenever Prometheus tells of it
     * @param read when that was last read
     * @param heard when it last changed
     * @param proven ends that were noticed until then are true; null where none is
     * @param fires whether it was there when it was last looked for
     */
    private record Sighting(
            String name,
            String mark,
            Moment read,
            Moment heard,
            @Nullable Moment proven,
            boolean fires) {

        /** What Prometheus told after this was read, it told after every end that was noticed before that. */
        Sighting next(String now, Moment at) {
            if (!fires) {
                return back(now, at);
            }
            return mark.equals(now)
                    ? new Sighting(name, mark, at, heard, proven, true)
                    : new Sighting(name, now, at, at, read, true);
        }

        /** A Prometheus that has just come back may not have evaluated its other groups yet: that proves no end. */
        Sighting back(String now, Moment at) {
            return new Sighting(name, now, at, at, proven, true);
        }

        Sighting gone(Moment at) {
            return fires ? new Sighting(name, mark, at, heard, proven, false) : this;
        }
    }

    public Witness(Terms terms, Moment since) {
        this.terms = terms;
        this.since = since;
        this.looked = since;
    }

    /** Looks at the clocks; to be called often, as one that is set to and fro between two looks was not set. */
    synchronized void look(Moment now) {
        clockSet = now.jumpedSince(looked) ? now : clockSet;
        looked = now;
    }

    /** What was heard so far counts for nothing: another one acted on it. */
    synchronized void beginAnew(Moment now) {
        since = now;
        courier = null;
        watchdogs.clear();
    }

    /** A webhook came, of which these were taken; what is returned is to be run once they are stored, and counts from then on. */
    public Runnable webhook(List<AlertUpdate> taken, Moment now) {
        if (taken.isEmpty()) {
            return () -> {};
        }
        List<AlertUpdate> dogs = terms.polled() ? List.of() : watchdogs(taken);
        return () -> webhookIsStored(dogs, now);
    }

    private List<AlertUpdate> watchdogs(List<AlertUpdate> taken) {
        List<AlertUpdate> dogs = new ArrayList<>();
        for (AlertUpdate update : taken) {
            if (terms.watchdog().matches(update.alert())) {
                dogs.add(update);
            }
        }
        return dogs;
    }

    private synchronized void webhookIsStored(List<AlertUpdate> dogs, Moment now) {
        look(now);
        courier = now;
        dogs.forEach(update -> told(update.alert(), update.status() == AlertUpdate.Status.FIRING, now));
    }

    /**
     * Alertmanager answered completely.
     *
     * @param listed what it lists as the Watchdog, with a text that changes whenever Prometheus tells of it
     * @param now when that was asked for
     */
    public synchronized void polled(Map<Alert, String> listed, Moment now) {
        look(now);
        courier = now;
        Map<Fingerprint, Sighting> present = new HashMap<>();
        listed.forEach((watchdog, mark) -> present.put(watchdog.fingerprint(), sighted(watchdog, mark, now)));
        watchdogs.replaceAll((fingerprint, sighting) -> sighting.gone(now));
        watchdogs.putAll(present);
    }

    /** Counts webhooks that another receiver took: the two share their alerts, and a webhook reaches one. */
    synchronized void elsewhere(Collection<AlertState> alerts, Moment now) {
        if (terms.polled()) {
            return;
        }
        Instant latest = alerts.stream()
                .map(state -> state.seenAt().wall())
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        boolean news = latest.isAfter(latestElsewhere) && !latestElsewhere.equals(Instant.MIN);
        courier = news && latest.isAfter(since.wall()) ? now : courier;
        latestElsewhere = latest;
        alerts.stream()
                .filter(state -> terms.watchdog().matches(state.alert()))
                .filter(state -> state.seenAt().isAfter(since))
                .forEach(state -> elsewhere(state));
    }

    public synchronized Evidence evidence() {
        return new Evidence(since, courier, source(), terms.blindAfter(), clockSet);
    }

    private void elsewhere(AlertState state) {
        Sighting before = watchdogs.get(state.alert().fingerprint());
        if (before == null || state.seenAt().isAfter(before.read())) {
            told(state.alert(), state.firing(), state.seenAt());
        }
    }

    private void told(Alert watchdog, boolean fires, Moment now) {
        Sighting before = watchdogs.get(watchdog.fingerprint());
        Moment proven = before == null ? null : before.proven();
        boolean goesOn = before != null && before.fires() && fires;
        watchdogs.put(
                watchdog.fingerprint(),
                new Sighting(watchdog.name(), "", now, now, goesOn ? now.minus(APART) : proven, fires));
    }

    private Sighting sighted(Alert watchdog, String mark, Moment now) {
        Sighting before = watchdogs.get(watchdog.fingerprint());
        return before == null ? new Sighting(watchdog.name(), mark, now, now, null, true) : before.next(mark, now);
    }

    private Evidence.Source source() {
        Collection<Sighting> all = watchdogs.values();
        return new Evidence.Source(
                terms.watchdog(),
                earliest(all, Sighting::heard),
                all.stream().allMatch(sighting -> sighting.proven() != null) ? earliest(all, Sighting::proven) : null,
                all.stream()
                        .filter(sighting -> !sighting.fires())
                        .map(sighting -> new Evidence.Ended(sighting.name(), sighting.read()))
                        .min(Comparator.comparing(ended -> ended.at().elapsed()))
                        .orElse(null));
    }

    private static @Nullable Moment earliest(Collection<Sighting> all, Function<Sighting, @Nullable Moment> when) {
        Moment earliest = null;
        for (Sighting sighting : all) {
            Moment next = when.apply(sighting);
            earliest = next != null && (earliest == null || next.isBefore(earliest)) ? next : earliest;
        }
        return earliest;
    }
}
