package dev.headroom.receiver.init;

import dev.headroom.settings.HostPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a person says, who knows better than names of jobs.
 *
 * @param services jobs of the scrape, by the service that they tell of
 * @param roles of services where it is not the one that their metrics suggest
 * @param slots tasks or requests that one replica works on at once, by service
 * @param without jobs that are no service's
 * @param demand whether LLM services follow the demand, where it is known, instead of thresholds
 * @param project of Compose; null for the one that has the services, if one does
 * @param listen host and port at which Headroom will listen, as Prometheus and Alertmanager reach it
 * @param namespace of Kubernetes, where the services run in a cluster; null where they do not
 */
public record Choices(
        Map<String, List<String>> services,
        Map<String, Role> roles,
        Map<String, Integer> slots,
        Set<String> without,
        boolean demand,
        String listen,
        @Nullable String project,
        @Nullable String namespace) {

    public static final String LISTEN = "127.0.0.1:9095";

    public static Choices none() {
        return new Choices(Map.of(), Map.of(), Map.of(), Set.of(), false, LISTEN, null, null);
    }

    /** Where the services run, as far as somebody says so. */
    Optional<String> place() {
        return Optional.ofNullable(namespace).or(() -> Optional.ofNullable(project));
    }

    /** The same with other names of services. */
    public Choices with(Map<String, List<String>> named) {
        return new Choices(named, roles, slots, without, demand, listen, project, namespace);
    }

    /** The same where these jobs tell of this service, too. */
    public Choices named(String name, List<String> jobs) {
        Map<String, List<String>> named = new LinkedHashMap<>(services);
        named.merge(
                name,
                jobs,
                (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        return with(named);
    }

    /** What is wrong with it where these jobs are there, and these services come of it. */
    List<String> mistakes(List<String> jobs, List<String> found) {
        List<String> mistakes = new ArrayList<>();
        services.keySet().stream()
                .filter(name -> !ServiceName.fits(name))
                .forEach(name -> mistakes.add("--service %s: %s".formatted(name, ServiceName.RULE)));
        place().filter(name -> !ServiceName.fits(name))
                .ifPresent(name ->
                        mistakes.add("--project and --namespace, found %s: %s".formatted(name, ServiceName.RULE)));
        slots.entrySet().stream()
                .filter(of -> of.getValue() < 1)
                .forEach(of -> mistakes.add(
                        "--slots %s=%d: a replica works on 1 at once, or more".formatted(of.getKey(), of.getValue())));
        if (HostPort.of(listen).isEmpty()) {
            mistakes.add("--listen must be HOST:PORT, found %s; write it like %s".formatted(listen, LISTEN));
        }
        Stream.concat(services.values().stream().flatMap(List::stream), without.stream())
                .filter(job -> !jobs.contains(job))
                .distinct()
                .forEach(job -> mistakes.add("no job %s has series that are understood; there are: %s"
                        .formatted(job, String.join(", ", jobs))));
        Stream.concat(services.values().stream(), Stream.of(without))
                .flatMap(jobsOfOne -> jobsOfOne.stream().distinct())
                .collect(Collectors.groupingBy(job -> job, TreeMap::new, Collectors.counting()))
                .forEach((job, times) -> {
                    if (times > 1) {
                        mistakes.add(
                                "job %s is given to one service by --service, or to none by --without: %d say that they have it"
                                        .formatted(job, times));
                    }
                });
        Stream.of(services.keySet(), roles.keySet(), slots.keySet())
                .flatMap(Set::stream)
                .filter(name -> !found.contains(name))
                .distinct()
                .forEach(name -> mistakes.add("nothing tells of a service %s by which it could be scaled; there are: %s"
                        .formatted(name, String.join(", ", found))));
        return mistakes;
    }
}
