package dev.headroom.receiver.alert;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collector;

/** The alerts that are firing at one instant, in a fixed order, so that the same input gives the same output. */
public final class FiringAlerts {

    private static final Comparator<Alert> BY_FINGERPRINT =
            (a, b) -> a.fingerprint().value().compareTo(b.fingerprint().value());

    private final List<Alert> all;
    private final Map<String, List<Alert>> byName;
    private final Map<String, List<Alert>> byService;

    /** By name, then by fingerprint; grouped before they are sorted, because many small sorts cost less than one. */
    private FiringAlerts(Collection<Alert> alerts) {
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
        return new FiringAlerts(alerts);
    }

    /** Those of the known alerts that are firing and not expired at {@code now}. */
    public static FiringAlerts at(Instant now, Collection<AlertState> known, AlertLifecycle lifecycle) {
        Instant expired = lifecycle.expiredBefore(now);
        List<Alert> firing = new ArrayList<>(known.size());
        for (AlertState state : known) {
            if (state.firing() && !state.seenAt().isBefore(expired)) {
                firing.add(state.alert());
            }
        }
        return of(firing);
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
