package dev.headroom.receiver.rollout;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.time.Moment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever was drained in vain to take work again, every one, until it answered or is gone. What a process before this
 * one has drained is not known, so at first all are told once. Who sleeps was drained, and is told when it is awake again, whoever
 * woke it.
 */
final class Releases {

    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

    /** By service; none of a service whose replicas all know. */
    private final Map<String, Debt> debts = new ConcurrentHashMap<>();

    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Retries retries = new Retries();

    /** Who was told since the last down in vain, and who did not answer then. */
    private record Debt(Set<String> told, Set<String> deaf, AtomicBoolean settled) {
        static Debt butTo(Set<String> others) {
            Set<String> told = ConcurrentHashMap.newKeySet();
            told.addAll(others);
            return new Debt(told, ConcurrentHashMap.newKeySet(), new AtomicBoolean());
        }
    }

    /** A down ended: told must be whoever it did not leave alone, and whoever did not know before it. */
    void owe(String service, Set<String> undrained) {
        Set<String> told = known.add(service) ? Set.of() : undrained;
        Debt debt = debts.computeIfAbsent(service, name -> Debt.butTo(told));
        debt.told().retainAll(told);
        debt.settled().set(false);
        retries.succeeded(service);
    }

    /** Whether somebody may not know yet. */
    boolean owes(String service) {
        Debt debt = debts.get(service);
        return debt != null && !debt.settled().get();
    }

    /** What another process has drained meanwhile is not known. */
    void forget() {
        known.clear();
    }

    /** Whether somebody may not know yet, and is to be told now. */
    boolean due(ServicePolicy service, Replicas replicas, Moment now) {
        if (!service.isFrozen() && known.add(service.name()) && replicas.mayDrain()) {
            owe(service.name(), Set.of());
        }
        return debts.containsKey(service.name()) && retries.due(service.name(), now);
    }

    /** Tells those that are meant and do not know. */
    void tell(ServicePolicy service, Observation seen, Replicas replicas, Predicate<Replica> meant, Moment now) {
        Debt debt = debts.computeIfAbsent(service.name(), name -> Debt.butTo(Set.of()));
        seen.beside().forEach(sleeper -> debt.told().remove(sleeper.name()));
        List<Replica> left = seen.counting().stream()
                .filter(replica -> !debt.told().contains(replica.name()))
                .toList();
        left.stream()
                .filter(meant)
                .filter(replica -> hears(replica, replicas, debt))
                .forEach(replica -> debt.told().add(replica.name()));
        debt.settled().set(left.stream().allMatch(replica -> debt.told().contains(replica.name())));
        if (debt.settled().get() && seen.beside().isEmpty()) {
            debts.remove(service.name());
        }
        retries.waits(service.name(), now);
    }

    /** That one does not answer is logged once. */
    private static boolean hears(Replica replica, Replicas replicas, Debt debt) {
        Optional<String> problem = replicas.takesWorkAgain(replica);
        if (problem.isPresent() && debt.deaf().add(replica.name())) {
            LOG.warn(
                    "{}: {} is not told to take work again yet: {}", replicas.service(), replica.name(), problem.get());
        }
        return problem.isEmpty();
    }
}
