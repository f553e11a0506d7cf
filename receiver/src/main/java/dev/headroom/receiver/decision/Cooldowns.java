package dev.headroom.receiver.decision;

import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which cooldowns are running; they start when an action starts, and wall time ends them. */
public final class Cooldowns {

    private Cooldowns() {}

    /** Those of the service's triggers and of the matrix rules that name it, by the policy's lengths. */
    public static List<Cooldown> running(ScalingPolicy policy, ServicePolicy service, Ledger ledger, Instant now) {
        Map<String, Duration> lengths = new LinkedHashMap<>();
        service.triggers().values().forEach(trigger -> lengths.put(trigger.name(), trigger.cooldown()));
        policy.matrix().stream()
                .filter(rule -> rule.then().containsKey(service.name()))
                .forEach(rule -> lengths.put(rule.name(), rule.cooldown()));
        Stream<Cooldown> own = lengths.entrySet().stream()
                .flatMap(entry ->
                        running(ledger, service, new Cooldown.Length(entry.getKey(), entry.getValue(), 1), now)
                                .stream());
        return Stream.concat(own, ofDrift(ledger, service, now).stream()).toList();
    }

    /** The one that a change by somebody else starts, for every source: the longest of the service's. */
    public static Optional<Cooldown> ofDrift(Ledger ledger, ServicePolicy service, Instant now) {
        return ledger.drift(service.name())
                .map(drift -> new Cooldown(drift.source().name(), drift.at().plus(service.longestCooldown()), 1))
                .filter(cooldown -> now.isBefore(cooldown.until()));
    }

    static Optional<Cooldown> running(Ledger ledger, ServicePolicy service, Cooldown.Length length, Instant now) {
        return ledger.lastOf(service.name(), length.source())
                .map(action -> new Cooldown(length.source(), action.at().plus(length.total()), length.factor()))
                .filter(cooldown -> now.isBefore(cooldown.until()));
    }
}
