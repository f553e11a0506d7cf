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
        if (choices.namespace() != null) {
            return new Target(
                    "{kind: kubernetes, namespace: %s}".formatted(choices.namespace()),
                    "the namespace that you named; `headroom lint --cluster` tells what it lacks",
                    Set.of());
        }
        Optional<String> project = Optional.ofNullable(choices.project()).or(() -> facts.projectOf(services));
        if (project.isEmpty()) {
            return new Target(
                    "{kind: simulated}",
                    "no Compose project has these services: replicas exist in memory alone, and nothing real would be scaled",
                    Set.of());
        }
        services.removeAll(facts.replicas(project.get()).keySet());
        return new Target(
                "{kind: compose, project: %s}".formatted(project.get()),
                choices.project() == null ? "the one Compose project that runs these services" : "the one that you named",
                services);
    }

    String configuration(Facts facts, Choices choices, Roster roster) {
        String alertmanager = facts.alertmanager() == null
                ? "# alertmanager: {url: http://127.0.0.1:9093, receiver: headroom} # once there is one: else nothing is polled\n"
                : "alertmanager: {url: %s, receiver: %s}%n".formatted(facts.alertmanager(), Routes.RECEIVER);
        boolean gpus = roster.services().stream().anyMatch(Service::gpusKnown);
        return """
                # Written by headroom init; FOUND.md says what it found and assumed. Start: headroom serve --frozen
                %spolicy: alert-rules/scaling-policy.yml
                target: %s
                prometheus: {url: %s}
                %s%s""".formatted(
                choices.listen().equals(Choices.LISTEN) ? "" : "listen: %s%n".formatted(choices.listen()),
                line,
                facts.prometheus(),
                alertmanager,
                gpus ? "gpu: {source: prometheus}\n" : "");
    }
}
