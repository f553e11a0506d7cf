package dev.headroom.receiver.target;

import dev.headroom.receiver.policy.ServicePolicy;
import java.util.List;
import java.util.Set;

/** A view of another target: what a subclass does not do otherwise is what the other does. */
public abstract class ForwardingTarget implements ScalingTarget {

    /** The other one. */
    protected final ScalingTarget target;

    protected ForwardingTarget(ScalingTarget target) {
        this.target = target;
    }

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        return target.observe(service);
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return target.scaleTo(service, replicas, kept);
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept, List<Place> places)
            throws TargetException {
        return target.scaleTo(service, replicas, kept, places);
    }

    @Override
    public List<String> stopOthers(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return target.stopOthers(service, replicas, kept);
    }

    @Override
    public List<String> wake(ServicePolicy service, int replicas, Set<String> kept, List<Place> places)
            throws TargetException {
        return target.wake(service, replicas, kept, places);
    }

    @Override
    public List<String> putToSleep(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return target.putToSleep(service, replicas, kept);
    }

    @Override
    public void restart(ServicePolicy service, String replica) throws TargetException {
        target.restart(service, replica);
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
