package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.target.ForwardingTarget;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A target whose count tells loss from drift: replicas that ended by themselves, or sleep without having been told to, changed
 * nobody's mind, so they belong to the count, as far as that was wanted. A platform that reports none as lost brings them back by itself, or has none. Where the
 * count cannot be told, for whatever reason, it is unknown.
 */
final class Losses extends ForwardingTarget {

    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    private final Store store;
    private final CountsLeft left;
    private final SleepMemory sleepers;
    private final Map<String, String> faults = new ConcurrentHashMap<>();

    Losses(ScalingTarget target, Store store) {
        super(target);
        this.store = store;
        this.left = new CountsLeft(store);
        this.sleepers = new SleepMemory(store);
    }

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        Observation looked = look(service);
        boolean sleeps = service.standby() != null || !looked.asleep().isEmpty();
        try {
            return sleeps
                    ? withSleepers(service.name(), looked)
                    : counted(service.name(), looked, looked.lost().size());
        } catch (StoreException e) {
            throw new TargetException("how many are wanted cannot be read: " + e.getMessage(), e);
        }
    }

    /** Who sleeps without having been told to is lost: a model that was let go to rescue memory, or by hand. */
    private Observation withSleepers(String service, Observation seen) {
        Optional<Set<String>> told = sleepers.names(service);
        int unasked = (int) seen.asleep().stream()
                .filter(replica -> !told.orElse(Set.of(replica.name())).contains(replica.name()))
                .count();
        return counted(service, seen, seen.lost().size() + unasked);
    }

    private Observation counted(String service, Observation seen, int lost) {
        int wanted = lost == 0 ? seen.desired() : stored(service).orElse(seen.desired());
        return wanted <= seen.desired() ? seen : seen.desiring(Math.min(wanted, seen.desired() + lost));
    }

    /** What a target throws that it does not declare is logged whole once. */
    private Observation look(ServicePolicy service) throws TargetException {
        try {
            Observation seen = target.observe(service);
            faults.remove(service.name());
            return seen;
        } catch (RuntimeException | Error e) {
            if (!e.toString().equals(faults.put(service.name(), e.toString()))) {
                LOG.error("{} could not be looked at by a fault of Headroom", service.name(), e);
            }
            throw new TargetException("a fault of Headroom, see its log: " + e, e);
        }
    }

    /** Once a rollout has set its count, that is what is wanted. */
    private Optional<Integer> stored(String service) {
        return store.rollout(service)
                .filter(rollout -> rollout.phase().set())
                .map(rollout -> rollout.action().to())
                .or(() -> left.of(service));
    }
}
