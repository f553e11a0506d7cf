package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Cooldowns;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Ledger;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.time.Moment;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sees when somebody else changed a count: an operator, a second tool. The new count is taken as it is, written down, and left
 * alone for one cooldown.
 */
final class Drift {

    private final Supplier<ScalingPolicy> policy;
    private final Store store;
    private final CountsLeft left;
    private final SleepMemory sleepers;
    private final SleptSince slept;
    private final Map<String, List<Replica>> before = new HashMap<>();

    Drift(Supplier<ScalingPolicy> policy, Store store) {
        this.policy = policy;
        this.store = store;
        this.left = new CountsLeft(store);
        this.sleepers = new SleepMemory(store);
        this.slept = new SleptSince(store);
    }

    /** Remembers what a rollout leaves behind, before its end is written down: a crash in between loses nothing. */
    void ending(Rollout rollout) {
        Action action = rollout.action();
        switch (rollout.phase()) {
            case ABANDONED -> left.forget(rollout.service());
            case FAILED, CANCELLED -> left.is(rollout.service(), rollout.repairs() ? action.to() : action.from());
            default -> left.is(rollout.service(), action.to());
        }
    }

    /** Whether the service was ever seen before. */
    boolean knows(String service) {
        return left.met(service);
    }

    /** What is to be told, where the count is not what it was left at; for a service without a rollout. */
    Optional<Explanation> check(ServicePolicy service, Observation seen, Moment now) {
        List<Replica> known = before.put(service.name(), seen.counting());
        Optional<Integer> expected = left.of(service.name());
        if (seen.counting().size() >= seen.desired()) { // none is missing: those that sleep are meant to
            sleeping(service, seen, now.wall());
        }
        if (expected.equals(Optional.of(seen.desired()))) {
            return Optional.empty();
        }
        Optional<Explanation> told = expected.map(before -> adopt(service, before, known, seen, now));
        left.is(service.name(), seen.desired());
        return told;
    }

    /** Whoever has ended asleep is to sleep on when the daemon starts it again: its memory may be another's by then. */
    private void sleeping(ServicePolicy service, Observation seen, Instant now) {
        if (service.standby() != null || !seen.asleep().isEmpty()) {
            Set<String> told = sleepers.names(service.name()).orElse(Set.of());
            Stream<Replica> ended = seen.replicas().stream()
                    .filter(replica -> !replica.state().counts() && told.contains(replica.name()));
            sleepers.keep(service.name(), names(Stream.concat(seen.beside().stream(), ended)));
            slept.are(service.name(), names(seen.asleep().stream()), now);
        }
    }

    private static Set<String> names(Stream<Replica> replicas) {
        return replicas.map(Replica::name).collect(Collectors.toSet());
    }

    private Explanation adopt(
            ServicePolicy service, int before, @Nullable List<Replica> known, Observation seen, Moment now) {
        Action foreign =
                Action.foreign(UUID.randomUUID().toString(), service.name(), now.wall(), before, seen.desired());
        Explanation told = Explanation.drift(foreign, words(foreign, known, seen), until(service, foreign, now));
        store.adopt(foreign, told);
        return told;
    }

    private Instant until(ServicePolicy service, Action foreign, Moment now) {
        return Cooldowns.ofDrift(policy.get(), service, Ledger.at(now, List.of(foreign)), now)
                .map(cooldown -> cooldown.until())
                .orElse(foreign.at());
    }

    private static String words(Action foreign, @Nullable List<Replica> known, Observation seen) {
        String counts = "somebody else changed the count from " + foreign.from() + " to " + foreign.to()
                + (seen.setBy().isEmpty() ? "" : " (" + seen.setBy() + ")");
        String who = known == null
                ? "while Headroom was not looking"
                : Stream.of(told("new", minus(seen.counting(), known)), told("gone", gone(known, seen)))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining("; "));
        return who.isEmpty() ? counts : counts + ": " + who;
    }

    private static Optional<String> told(String word, List<Replica> replicas) {
        return replicas.isEmpty()
                ? Optional.empty()
                : Optional.of(word + " " + replicas.stream().map(Drift::told).collect(Collectors.joining(", ")));
    }

    private static String told(Replica replica) {
        return replica.note().isEmpty() ? replica.name() : replica.name() + " (" + replica.note() + ")";
    }

    /** Those that counted before, as they are now where they still exist, for their exit code. */
    private static List<Replica> gone(List<Replica> known, Observation seen) {
        return minus(known, seen.counting()).stream()
                .map(was -> minus(seen.replicas(), seen.counting()).stream()
                        .filter(is -> is.name().equals(was.name()))
                        .findFirst()
                        .orElse(was))
                .toList();
    }

    private static List<Replica> minus(List<Replica> all, List<Replica> taken) {
        return all.stream()
                .filter(replica ->
                        taken.stream().noneMatch(other -> other.name().equals(replica.name())))
                .toList();
    }
}
