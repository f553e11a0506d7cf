package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.util.List;
import java.util.Set;

/**
 * A target whose count tells loss from drift: replicas that ended by themselves changed nobody's mind, so they belong to the
 * count, as far as that was wanted. A platform that reports none as lost brings them back by itself, or has none.
 */
final class Losses implements ScalingTarget {

    private final ScalingTarget target;
    private final Store store;
    private final CountsLeft left;

    Losses(ScalingTarget target, Store store) {
        this.target = target;
        this.store = store;
        this.left = new CountsLeft(store);
    }

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        Observation seen = target.observe(service);
        int lost = seen.lost().size();
        int wanted = lost == 0 ? seen.desired() : wanted(service.name(), seen.desired());
        return wanted <= seen.desired() ? seen : seen.desiring(Math.min(wanted, seen.desired() + lost));
    }

    /** Once a rollout has set its count, that is what is wanted. */
    private int wanted(String service, int present) {
        return store.rollouts().stream()
                .filter(rollout ->
                        rollout.service().equals(service) && rollout.phase().set())
                .map(Rollout::action)
                .map(action -> action.to())
                .findFirst()
                .or(() -> left.of(service))
                .orElse(present);
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return target.scaleTo(service, replicas, kept);
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept, List<Integer> gpus)
            throws TargetException {
        return target.scaleTo(service, replicas, kept, gpus);
    }

    @Override
    public void removeStrays(ServicePolicy service) throws TargetException {
        target.removeStrays(service);
    }

    @Override
    public boolean letGo() {
        return target.letGo();
    }

    @Override
    public void close() {
        target.close();
    }
}
