package dev.headroom.receiver.lint;

import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Window;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the policy allows otherwise than before: limits, times, cooldowns, matrix and schedule. */
record PolicyDifference(Tree before, Tree after) {

    Stream<String> lines() {
        Optional<ScalingPolicy> was = before.policy().map(PolicySource::policy);
        Optional<ScalingPolicy> is = after.policy().map(PolicySource::policy);
        if (was.isEmpty() || is.isEmpty()) {
            return was.isEmpty() && is.isEmpty()
                    ? Stream.empty()
                    : Stream.of("scaling-policy.yml is " + (is.isEmpty() ? "gone" : "new"));
        }
        return Stream.of(services(was.get(), is.get()), matrix(was.get(), is.get()), schedule(was.get(), is.get()))
                .flatMap(lines -> lines);
    }

    private static Stream<String> services(ScalingPolicy was, ScalingPolicy is) {
        return both(was.services(), is.services(), "service ", PolicyDifference::service);
    }

    private static Stream<String> service(ServicePolicy was, ServicePolicy is) {
        return Stream.of(limits(was, is), triggers(was, is))
                .flatMap(changes -> changes)
                .map(change -> is.name() + ": " + change);
    }

    private static Stream<String> limits(ServicePolicy was, ServicePolicy is) {
        return Stream.of(
                        Change.of(
                                "min_replicas",
                                was.replicas().min(),
                                is.replicas().min()),
                        Change.of(
                                "max_replicas",
                                was.replicas().max(),
                                is.replicas().max()),
                        Change.of(
                                "scale_up_increment",
                                was.replicas().upIncrement(),
                                is.replicas().upIncrement()),
                        Change.of(
                                "scale_down_increment",
                                was.replicas().downIncrement(),
                                is.replicas().downIncrement()),
                        time(
                                "warmup_time",
                                was,
                                is,
                                service -> service.timings().warmup()),
                        time(
                                "health_timeout",
                                was,
                                is,
                                service -> service.timings().health()),
                        time(
                                "drain_timeout",
                                was,
                                is,
                                service -> service.timings().drain()),
                        Change.of("max_actions_per_hour", was.maxActionsPerHour(), is.maxActionsPerHour()),
                        Change.of("scale_down_when", word(was), word(is)),
                        Change.of("checkpoint_sync", sync(was), sync(is)),
                        Change.of("frozen", was.frozen(), is.frozen()))
                .flatMap(changes -> changes);
    }

    private static Stream<String> time(
            String name, ServicePolicy was, ServicePolicy is, Function<ServicePolicy, Duration> time) {
        return Change.of(name, Durations.words(time.apply(was)), Durations.words(time.apply(is)));
    }

    private static String word(ServicePolicy service) {
        return service.scaleDown().when().name().toLowerCase(Locale.ROOT);
    }

    private static String sync(ServicePolicy service) {
        return service.scaleDown().checkpointSync() ? "required" : "none";
    }

    private static Stream<String> triggers(ServicePolicy was, ServicePolicy is) {
        return both(new TreeMap<>(was.triggers()), new TreeMap<>(is.triggers()), "trigger ", PolicyDifference::trigger);
    }

    private static Stream<String> trigger(Trigger was, Trigger is) {
        return Stream.of(
                        Change.of(
                                "cooldown of " + is.name(),
                                Durations.words(was.cooldown()),
                                Durations.words(is.cooldown())),
                        Change.of(
                                "effect of " + is.name(),
                                was.benefit().word(),
                                is.benefit().word()),
                        was.upOnly() == is.upOnly()
                                ? Stream.<String>empty()
                                : Stream.of(is.name() + (is.upOnly() ? " no longer scales down" : " scales down too")))
                .flatMap(changes -> changes);
    }

    private static Stream<String> matrix(ScalingPolicy was, ScalingPolicy is) {
        return both(rows(was), rows(is), "matrix row ", PolicyDifference::row);
    }

    private static Map<String, MatrixRule> rows(ScalingPolicy policy) {
        return policy.matrix().stream().collect(Collectors.toMap(MatrixRule::name, Function.identity()));
    }

    private static Stream<String> row(MatrixRule was, MatrixRule is) {
        String name = "matrix row " + is.name() + ": ";
        Stream<String> effects = Stream.concat(was.then().keySet().stream(), is.then().keySet().stream())
                .distinct()
                .sorted()
                .flatMap(service -> Change.of(
                        service,
                        MatrixWords.of(was.then().get(service)),
                        MatrixWords.of(is.then().get(service))));
        return Stream.of(
                        Change.of("priority", was.priority(), is.priority()),
                        Change.of("cooldown", Durations.words(was.cooldown()), Durations.words(is.cooldown())),
                        Change.of("condition", MatrixWords.of(was.when()), MatrixWords.of(is.when())),
                        effects)
                .flatMap(changes -> changes)
                .map(name::concat);
    }

    private static Stream<String> schedule(ScalingPolicy was, ScalingPolicy is) {
        Stream<String> zone =
                Change.of("time zone", was.schedule().zone(), is.schedule().zone());
        return Stream.of(
                        zone,
                        both(windows(was), windows(is), "schedule window ", PolicyDifference::window),
                        replicas(
                                "normal", was.schedule().normal(), is.schedule().normal()))
                .flatMap(changes -> changes);
    }

    private static Map<String, Window> windows(ScalingPolicy policy) {
        return policy.schedule().windows().stream().collect(Collectors.toMap(Window::name, Function.identity()));
    }

    private static Stream<String> window(Window was, Window is) {
        return Stream.concat(
                Change.of("schedule window " + is.name(), hours(was), hours(is)),
                replicas(is.name(), was.replicas(), is.replicas()));
    }

    private static Stream<String> replicas(String window, Map<String, Integer> was, Map<String, Integer> is) {
        return new TreeMap<>(is)
                .keySet().stream()
                        .flatMap(service -> Change.of(
                                service + ": replicas in window " + window,
                                was.getOrDefault(service, 0),
                                is.getOrDefault(service, 0)));
    }

    private static String hours(Window window) {
        return window.from() + "-" + window.to();
    }

    /** Compares what both have, and names what only one has. */
    private static <T> Stream<String> both(
            Map<String, T> was, Map<String, T> is, String kind, BiFunction<T, T, Stream<String>> compare) {
        Set<String> names = new LinkedHashSet<>(is.keySet());
        names.addAll(was.keySet());
        return names.stream().flatMap(name -> pair(was.get(name), is.get(name), kind + name, compare));
    }

    private static <T> Stream<String> pair(
            @Nullable T was, @Nullable T is, String name, BiFunction<T, T, Stream<String>> compare) {
        if (was == null || is == null) {
            return Stream.of(name + (is == null ? " is gone" : " is new"));
        }
        return compare.apply(was, is);
    }
}
