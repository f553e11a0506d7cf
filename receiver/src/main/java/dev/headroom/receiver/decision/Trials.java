package dev.headroom.receiver.decision;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is seen of all sources of ups: the memory of the guard {@code effect}.
 *
 * @param byService by service and by the source's name; a source of which nothing is to be remembered is missing
 */
public record Trials(SortedMap<String, SortedMap<String, Trial>> byService) {

    public static final Trials NONE = new Trials(new TreeMap<>());

    public Trials {
        SortedMap<String, SortedMap<String, Trial>> copy = new TreeMap<>();
        byService.forEach((service, sources) -> {
            if (!sources.isEmpty()) {
                copy.put(service, Collections.unmodifiableSortedMap(new TreeMap<>(sources)));
            }
        });
        byService = Collections.unmodifiableSortedMap(copy);
    }

    public SortedMap<String, Trial> of(String service) {
        return byService.getOrDefault(service, Collections.emptySortedMap());
    }

    /** The sources of a service that replicas are not believed to help, by name, each with the reason. */
    public SortedMap<String, Trial.Doubt> doubts(String service) {
        return of(service).entrySet().stream()
                .filter(entry -> entry.getValue().doubt() != null)
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> Objects.requireNonNull(entry.getValue().doubt()),
                        (a, b) -> a,
                        TreeMap::new));
    }

    Optional<Trial.Doubt> doubt(Proposal proposal) {
        return Optional.ofNullable(
                        of(proposal.service().name()).get(proposal.source().name()))
                .map(Trial::doubt)
                .filter(doubt -> proposal.restsOnUps());
    }
}
