package dev.headroom.receiver.init;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What there is, as it was told.
 *
 * @param prometheus where it was asked
 * @param configuration Prometheus's own, as it tells it, without what looks like a secret
 * @param alertmanager where it is; null where none is known
 * @param routes Alertmanager's configuration, the same; empty where none was asked
 * @param places projects of Compose, or the namespace of a cluster, each with the replicas of its services
 * @param unasked who could not be asked, and why
 */
public record Facts(
        URI prometheus,
        String configuration,
        List<Job> jobs,
        @Nullable URI alertmanager,
        String routes,
        Map<String, Map<String, Integer>> places,
        List<String> unasked) {

    /** @throws InitException where a configuration is no YAML with keys */
    public Facts {
        configuration = Secrets.hidden(configuration, "Prometheus");
        routes = Secrets.hidden(routes, "Alertmanager");
    }

    /**
     * A job of the scrape, as far as its series are some that Headroom can make something of.
     *
     * @param series names, by the service that the label {@code service} says; of what has none by the empty text
     * @param targets how many answer, by the same
     * @param compose services of Compose that its series name where {@code service} does not
     * @param labels those of its series by which adapters are told apart
     */
    public record Job(
            String name,
            SortedMap<String, Set<String>> series,
            Map<String, Integer> targets,
            Set<String> compose,
            Set<String> labels) {

        /** All names of series. */
        Set<String> names() {
            Set<String> all = new TreeSet<>();
            series.values().forEach(all::addAll);
            return all;
        }

        int replicas(String service) {
            return Math.max(1, targets.getOrDefault(service, 0));
        }
    }

    /** The only place that has one of these services; empty where none does, or several do. */
    Optional<String> placeOf(Set<String> services) {
        List<String> having = places.entrySet().stream()
                .filter(place -> place.getValue().keySet().stream().anyMatch(services::contains))
                .map(Map.Entry::getKey)
                .toList();
        return having.size() == 1 ? Optional.of(having.get(0)) : Optional.empty();
    }

    /** The replicas of a place's services; none where it is not known. */
    Map<String, Integer> replicas(String place) {
        return places.getOrDefault(place, Map.of());
    }
}
