package dev.headroom.receiver.lint;

import dev.headroom.settings.ConfigException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Alertmanager's configuration, as far as it says which alert goes where and how quickly.
 *
 * @param refused why Alertmanager would not start with it, by our reading
 */
record Routing(Yaml yaml, Optional<Route> root, List<Inhibition> inhibitions, List<Finding> refused) {

    /** The name of Headroom's receiver; headroom.yml may say another. */
    static final String HEADROOM = "headroom";

    /** @throws ConfigException where the file is no YAML or cannot be read, with place and remedy */
    static Routing read(Path file) {
        GoYaml.Content content = GoYaml.read(file);
        Yaml yaml = content.root();
        return new Routing(
                yaml,
                GoScalar.get(yaml, "route").map(Route::of),
                Inhibition.in(yaml).toList(),
                Stream.concat(
                                AlertmanagerSyntax.mistakes(content).stream(),
                                AlertmanagerReferences.mistakes(yaml).stream())
                        .toList());
    }

    /** The routes that take an alert. */
    List<Route> taken(Map<String, String> labels) {
        return root.map(route -> route.taken(labels)).orElse(List.of());
    }

    /** The first route that takes an alert to a receiver. */
    Optional<Route> to(String receiver, Map<String, String> labels) {
        return taken(labels).stream()
                .filter(route -> route.receiver().equals(receiver))
                .findFirst();
    }

    /** The routes to a receiver. */
    Stream<Route> to(String receiver) {
        return root.stream()
                .flatMap(Route::all)
                .filter(route -> route.receiver().equals(receiver));
    }

    /** What is said of a receiver of this name. */
    Stream<Yaml> receiver(String name) {
        return yaml.each("receivers").filter(candidate -> candidate.text("name").equals(name));
    }

    /** The webhooks of a receiver. */
    Stream<Yaml> webhooks(String receiver) {
        return receiver(receiver).flatMap(found -> found.each("webhook_configs"));
    }

    /** How a webhook is sent: what it says itself, whole, else what is said for all. */
    Optional<Yaml> http(Yaml webhook) {
        return GoScalar.get(webhook, "http_config").or(() -> GoScalar.get(yaml, "global", "http_config"));
    }

    /** The route by which the longest time passes before an alert that still fires is sent to a receiver again. */
    Optional<Route> longestSilence(String receiver) {
        return to(receiver).max(Comparator.comparing(route -> route.timing().silence()));
    }
}
