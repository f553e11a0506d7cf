package dev.headroom.receiver.alert;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import dev.headroom.receiver.time.Moment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collector;

/** The alerts that are firing at one instant, in a fixed order, so that the same input gives the same output. */
public final class FiringAlerts {

    private static final Comparator<Alert> BY_FINGERPRINT =
            (a, b) -> a.fingerprint().value().compareTo(b.fingerprint().value());

    private final Collection<AlertState> known;
    private final List<Alert> ending;
    private final List<Alert> all;
    private final Map<String, List<Alert>> byName;
    private final Map<String, List<Alert>> byService;

    /** By name, then by fingerprint; grouped before they are sorted, because many small sorts cost less than one. */
    private FiringAlerts(Collection<Alert> alerts, List<Alert> ending, Collection<AlertState> known) {
        this.known = known;
        this.ending = List.copyOf(ending);
        this.byName = alerts.stream().collect(groupingBy(Alert::name, sorting()));
        this.all = byName.keySet().stream()
                .sorted()
                .flatMap(name -> named(name).stream())
                .toList();
        this.byService = all.stream().collect(groupingBy(alert -> alert.labels().getOrDefault("service", "")));
    }

    private static Collector<Alert, ?, List<Alert>> sorting() {
        return collectingAndThen(toCollection(ArrayList::new), same -> {
            same.sort(BY_FINGERPRINT);
            return List.copyOf(same);
        });
    }

    public static FiringAlerts of(Collection<Alert> alerts) {
        return new FiringAlerts(alerts, List.of(), List.of());
    }

    /**
     * Those of the known alerts that are firing and not expired at {@code now}.
     *
     * @param believed whether an end that was noticed then is known to be true
     */
    public static FiringAlerts at(
            Moment now, Collection<AlertState> known, AlertLifecycle lifecycle, Predicate<Moment> believed) {
        List<Alert> firing = new ArrayList<>(known.size());
        List<Alert> ending = new ArrayList<>();
        for (AlertState state : known) {
            if (state.firing() && !lifecycle.expired(state, now)) {
                firing.add(state.alert());
            } else if (!believed.test(lifecycle.endNoticed(state))) {
                ending.add(state.alert());
            }
        }
        return new FiringAlerts(firing, ending, known);
    }

    /** Alerts whose end is not known to be true: they may still fire, and ask for nothing more. */
    public List<Alert> ending() {
        return ending;
    }

    /** Whether an alert of this name fires, or may still fire. */
    public boolean mayFire(String name) {
        return byName.containsKey(name)
                || ending.stream().anyMatch(alert -> alert.name().equals(name));
    }

    /** When somebody last told of the alert; empty where that is not known. */
    public Optional<Moment> seen(Alert alert) {
        return known.stream()
                .filter(state -> state.alert().fingerprint().equals(alert.fingerprint()))
                .map(AlertState::seenAt)
                .findFirst();
    }

    public List<Alert> all() {
        return all;
    }

    public Set<String> names() {
        return byName.keySet();
    }

    /** The alerts of the rule with this name. */
    public List<Alert> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** The alerts labelled with this service. */
    public List<Alert> of(String service) {
        return byService.getOrDefault(service, List.of());
    }

    /** The alerts whose label has this value. */
    public List<Alert> with(String label, String value) {
        return all.stream().filter(alert -> value.equals(alert.label(label))).toList();
    }
}
