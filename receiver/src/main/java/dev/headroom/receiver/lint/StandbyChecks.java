package dev.headroom.receiver.lint;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.StandbyFit;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.standby.http.HttpSleepingServers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether replicas that are to sleep can, and are sent nothing then. What each file says by itself is refused when it is read. */
final class StandbyChecks {

    private StandbyChecks() {}

    /** What a start would refuse. */
    static Stream<Finding> cannot(Tree tree) {
        HeadroomConfig config = tree.settings().config();
        return tree.policy().stream()
                .flatMap(source -> source.policy().services().values().stream()
                        .flatMap(service -> StandbyFit.mistake(service, config).stream()
                                .map(fit -> new Finding(
                                        source.place("services", service.name(), "standby"),
                                        Rule.STANDBY,
                                        service.name() + " is to sleep: " + fit.what(),
                                        fit.remedy()))));
    }

    /** Servers that nobody puts to sleep. */
    static Stream<Finding> unused(Tree tree) {
        return tree.policy().stream()
                .flatMap(source -> tree.settings().config().standby().keySet().stream()
                        .sorted()
                        .flatMap(name -> unused(name, source.policy().services().get(name), tree, source).stream()));
    }

    private static Optional<Finding> unused(
            String name, @Nullable ServicePolicy service, Tree tree, PolicySource source) {
        if (service == null) {
            String known =
                    String.join(", ", new TreeSet<>(source.policy().services().keySet()));
            return Optional.of(new Finding(
                    place(tree, name),
                    Rule.STANDBY,
                    "standby is of " + name + ", which the policy does not name",
                    "write one of " + known + ", or remove it"));
        }
        return service.standby() != null
                ? Optional.empty()
                : Optional.of(new Finding(
                                place(tree, name),
                                Rule.STANDBY,
                                "the policy puts no replica of " + name + " to sleep",
                                "add standby: {min_awake: 1, host_memory: 64GiB} to %s in scaling-policy.yml; or remove this, when none sleeps any more"
                                        .formatted(name))
                        .asWarning());
    }

    /** A proxy that is told nothing goes on sending requests to whoever falls asleep. */
    static Stream<Finding> traffic(Tree tree) {
        return used(tree)
                .flatMap(service -> missing(tree, service.name()).stream()
                        .map(hook -> new Finding(
                                        place(tree, service.name()),
                                        Rule.STANDBY,
                                        "nobody %s %s that %s: hooks.%s.%s is not set"
                                                .formatted(
                                                        hook == Hook.DRAIN
                                                                ? "keeps requests from a replica of"
                                                                : "gives a replica of",
                                                        service.name(),
                                                        hook == Hook.DRAIN ? "falls asleep" : "woke its requests again",
                                                        service.name(),
                                                        hook.word()),
                                        "add hooks: {%s: {%s: \"http://127.0.0.1:8404/%s/{address}\"}}, with your proxy's address, as in docs/standby.md"
                                                .formatted(service.name(), hook.word(), hook.word()))
                                .asWarning()));
    }

    private static Set<Hook> missing(Tree tree, String service) {
        Set<Hook> missing = new TreeSet<>(Set.of(Hook.DRAIN, Hook.ROUTE));
        Optional.ofNullable(tree.settings().config().hooks().get(service))
                .ifPresent(hooks -> missing.removeAll(hooks.hooks().keySet()));
        return missing;
    }

    /** To wake is to be quicker than to start. */
    static Stream<Finding> slowerThanAStart(Tree tree) {
        return used(tree)
                .flatMap(service -> wakeTimeout(tree, service).stream()
                        .filter(timeout -> timeout.compareTo(start(service)) > 0)
                        .map(timeout -> new Finding(
                                        place(tree, service.name(), "wake_timeout"),
                                        Rule.STANDBY,
                                        "wake_timeout, %s, is longer than a start of %s may take, %s"
                                                .formatted(
                                                        Durations.words(timeout),
                                                        service.name(),
                                                        Durations.words(start(service))),
                                        "make it shorter: one that does not wake within it is restarted, which takes a start more")
                                .asWarning()));
    }

    private static Optional<Duration> wakeTimeout(Tree tree, ServicePolicy service) {
        return Optional.ofNullable(tree.settings().config().standby().get(service.name()))
                .map(HttpSleepingServers.Service::orderTimeout);
    }

    private static Duration start(ServicePolicy service) {
        return service.timings().warmup().plus(service.timings().health());
    }

    /** The services that the two files agree on. */
    private static Stream<ServicePolicy> used(Tree tree) {
        return tree.policy().stream()
                .flatMap(source -> source.policy().services().values().stream())
                .filter(service -> service.standby() != null)
                .filter(service -> tree.settings().config().standby().containsKey(service.name()));
    }

    /** Of the deepest of these keys that there is. */
    private static Place place(Tree tree, String... keys) {
        Optional<Yaml> found = tree.settings().yaml().flatMap(yaml -> yaml.get("standby"));
        Place place = found.map(Yaml::place).orElse(Place.of("headroom.yml"));
        for (String key : keys) {
            found = found.flatMap(yaml -> yaml.get(key));
            place = found.map(Yaml::place).orElse(place);
        }
        return place;
    }
}
