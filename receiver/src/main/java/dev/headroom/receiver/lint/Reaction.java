package dev.headroom.receiver.lint;

import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How long it takes at worst from a load that passes a threshold to the replicas that answer it.
 *
 * @param scrape until Prometheus reads the metric
 * @param evaluation until the recording rule and then the alert rule see it, which an {@code offset} delays
 * @param pending the alert's {@code for}, in whole evaluations
 * @param notification until Alertmanager tells a group that it told just before
 * @param start until a new replica is healthy after its warm-up, else it is given up; or until an old one has drained
 * @param warmup of a new replica; zero for a scale-down
 */
public record Reaction(
        String service,
        String trigger,
        String alert,
        Duration scrape,
        Duration evaluation,
        Duration pending,
        Duration notification,
        Duration start,
        Duration warmup) {

    public Duration total() {
        return Stream.of(scrape, evaluation, pending, notification, start, warmup)
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Of every alert that scales a service of the policy, in the order of the rules. */
    static List<Reaction> all(Tree tree) {
        return tree.rules().alerts().stream()
                .filter(alert -> alert.trigger().isPresent())
                .flatMap(alert -> of(tree, alert).stream())
                .toList();
    }

    /** Empty where its service is not in the policy, or where it looks at one moment for ever. */
    static Optional<Reaction> of(Tree tree, Alert alert) {
        return tree.policy()
                .flatMap(source -> Optional.ofNullable(source.policy().service(alert.label("service"))))
                .flatMap(service -> evaluation(tree, alert).map(evaluation -> of(tree, alert, service, evaluation)));
    }

    private static Reaction of(Tree tree, Alert alert, ServicePolicy service, Duration evaluation) {
        boolean down = alert.scale().equals("down");
        return new Reaction(
                service.name(),
                alert.label("trigger"),
                alert.name(),
                tree.scrapeInterval(),
                evaluation,
                whole(alert.pending(), alert.interval()),
                notification(tree, alert),
                down ? service.timings().drain() : service.timings().health(),
                down ? Duration.ZERO : service.timings().warmup());
    }

    private static Optional<Duration> evaluation(Tree tree, Alert alert) {
        Duration recording = Duration.ZERO;
        for (Signal signal : read(tree, alert)) {
            Optional<Duration> one = seen(signal.expression(), signal.group());
            if (one.isEmpty()) {
                return one;
            }
            recording = recording.compareTo(one.get()) > 0 ? recording : one.get();
        }
        return seen(alert.expression(), alert.group()).map(recording::plus);
    }

    private static Optional<Duration> seen(Expression expression, Group group) {
        return expression.age().map(age -> age.plus(group.offset()).plus(group.interval()));
    }

    private static List<Signal> read(Tree tree, Alert alert) {
        return signals(alert.expression()).stream()
                .flatMap(signal -> tree.rules().named(signal).stream())
                .toList();
    }

    /** What the threshold is of; of an expression of another form, all that it reads. */
    private static Set<String> signals(Expression expression) {
        return expression
                .threshold()
                .map(threshold -> Set.of(threshold.signal()))
                .orElseGet(expression::metrics);
    }

    private static Duration whole(Duration pending, Duration interval) {
        long evaluations = (pending.toMillis() + interval.toMillis() - 1) / Math.max(1, interval.toMillis());
        return interval.multipliedBy(evaluations);
    }

    private static Duration notification(Tree tree, Alert alert) {
        return tree.routing()
                .flatMap(routing -> routing.to(RouteChecks.receiver(tree), alert.routed()))
                .map(route -> route.timing().longest())
                .orElse(Duration.ZERO);
    }
}
