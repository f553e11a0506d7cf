package dev.headroom.receiver.init;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What runs the replicas, as headroom.yml names it.
 *
 * @param line its value
 * @param why in words
 * @param strangers services that it does not have
 */
record Target(String line, String why, Set<String> strangers) {

    static Target of(Facts facts, Choices choices, Roster roster) {
        Set<String> services =
                roster.services().stream().map(Service::name).collect(Collectors.toCollection(TreeSet::new));
        Optional<String> found = choices.place().or(() -> facts.placeOf(services));
        if (found.isEmpty()) {
            return new Target(
                    "{kind: simulated}",
                    "no Compose project has these services: replicas exist in memory alone, and nothing real would be scaled",
                    Set.of());
        }
        String place = found.get();
        services.removeAll(
                facts.places().containsKey(place) ? facts.replicas(place).keySet() : Set.copyOf(services));
        return choices.namespace() == null
                ? new Target("{kind: compose, project: %s}".formatted(place), why(choices), services)
                : new Target(
                        "{kind: kubernetes, namespace: %s}".formatted(place),
                        "as you said; `headroom lint --cluster` tells what the namespace lacks",
                        services);
    }

    private static String why(Choices choices) {
        return choices.project() == null ? "the one Compose project that runs these services" : "as you said";
    }

    String configuration(Facts facts, Choices choices, Roster roster) {
        String alertmanager = facts.alertmanager() == null
                ? "# alertmanager: {url: http://127.0.0.1:9093, receiver: headroom} # once there is one: else nothing is polled\n"
                : "alertmanager: {url: \"%s\", receiver: %s}%n".formatted(facts.alertmanager(), Routes.RECEIVER);
        boolean gpus = roster.services().stream().anyMatch(Service::gpusKnown);
        return """
                # Written by headroom init; FOUND.md says what it found and assumed. Start: headroom serve --frozen
                %spolicy: alert-rules/scaling-policy.yml
                target: %s
                prometheus: {url: "%s"}
                %s%s""".formatted(
                        choices.listen().equals(Choices.LISTEN) ? "" : "listen: %s%n".formatted(choices.listen()),
                        line,
                        facts.prometheus(),
                        alertmanager,
                        gpus ? "gpu: {source: prometheus}\n" : "");
    }
}
