package dev.headroom.receiver.lint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Alertmanager's configuration, as far as it says which alert goes where and how quickly. */
record Routing(Yaml yaml, Optional<Route> root) {

    /** The name of Headroom's receiver; headroom.yml may say another. */
    static final String HEADROOM = "headroom";

    static Routing of(Yaml yaml) {
        Route.Timing usual = new Route.Timing(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofHours(4));
        return new Routing(yaml, yaml.get("route").map(route -> Route.of(route, "", usual)));
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

    /** The webhooks of a receiver. */
    Stream<Yaml> webhooks(String receiver) {
        return yaml.each("receivers")
                .filter(candidate -> candidate.text("name").equals(receiver))
                .flatMap(candidate -> candidate.each("webhook_configs"));
    }

    /** The longest time that passes before an alert which still fires is sent to a receiver again. */
    Optional<Duration> longestSilence(String receiver) {
        return root.stream()
                .flatMap(Route::all)
                .filter(route -> route.receiver().equals(receiver))
                .map(route -> route.timing().repeat().plus(route.timing().interval()))
                .max(Duration::compareTo);
    }
}
