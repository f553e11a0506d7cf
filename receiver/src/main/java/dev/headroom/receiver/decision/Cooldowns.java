package dev.headroom.receiver.decision;

import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which cooldowns are running; they start when an action starts, and time that passes ends them. */
public final class Cooldowns {

    private static final Duration LEAST_MEMORY = Duration.ofDays(1);

    private Cooldowns() {}

    /** How far back actions must be known for every guard to judge by this policy. */
    public static Duration memory(ScalingPolicy policy) {
        Stream<Duration> triggers = policy.services().values().stream()
                .flatMap(service -> service.triggers().values().stream())
                .map(Trigger::cooldown);
        Stream<Duration> all = Stream.concat(triggers, policy.matrix().stream().map(MatrixRule::cooldown));
        return Stream.concat(all.map(cooldown -> cooldown.multipliedBy(FlapDamping.MEMORY)), Stream.of(LEAST_MEMORY))
                .max(Comparator.naturalOrder())
                .orElse(LEAST_MEMORY);
    }

    /** Those of the service's triggers and of the matrix rules that name it, by the policy's lengths. */
    public static List<Cooldown> running(ScalingPolicy policy, ServicePolicy service, Ledger ledger, Moment now) {
        Map<String, Duration> lengths = new LinkedHashMap<>();
        service.triggers().values().forEach(trigger -> lengths.put(trigger.name(), trigger.cooldown()));
        policy.rows(service).forEach(rule -> lengths.put(rule.name(), rule.cooldown()));
        Stream<Cooldown> own = lengths.entrySet().stream()
                .flatMap(entry ->
                        running(ledger, service, new Cooldown.Length(entry.getKey(), entry.getValue(), 1), now)
                                .stream());
        return Stream.concat(own, ofDrift(policy, service, ledger, now).stream())
                .toList();
    }

    /** The one that a change by somebody else starts, for every source: the longest of the service's. */
    public static Optional<Cooldown> ofDrift(ScalingPolicy policy, ServicePolicy service, Ledger ledger, Moment now) {
        return ledger.drift(service.name())
                .flatMap(drift -> running(
                        drift,
                        new Cooldown.Length(drift.action().source().name(), policy.longestCooldown(service), 1),
                        now));
    }

    static Optional<Cooldown> running(Ledger ledger, ServicePolicy service, Cooldown.Length length, Moment now) {
        return ledger.lastOf(service.name(), length.source()).flatMap(action -> running(action, length, now));
    }

    private static Optional<Cooldown> running(Ledger.Entry action, Cooldown.Length length, Moment now) {
        Duration ends = action.began().plus(length.total());
        return Optional.of(new Cooldown(length.source(), now.toldAt(ends), length.factor()))
                .filter(cooldown -> now.elapsed().compareTo(ends) < 0);
    }
}
