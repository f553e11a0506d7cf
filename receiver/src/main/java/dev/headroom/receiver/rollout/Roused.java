package dev.headroom.receiver.rollout;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts to sleep again who was left asleep and is awake, whoever woke it: its memory may be another's by now. It is told first to
 * take no work; one that has some is left until it is done, and looked at again.
 */
record Roused(ScalingTarget target, Replicas replicas, Releases releases) {
    private static final Logger LOG = LoggerFactory.getLogger(Roused.class);

    void putBack(ServicePolicy service) throws TargetException {
        if (service.standby() == null) {
            return;
        }
        Observation seen = target.observe(service);
        List<Replica> roused = seen.roused();
        if (roused.isEmpty()) {
            return;
        }
        List<Replica> counting = seen.counting();
        releases.owe(service.name(), Replicas.names(counting));
        Sight told = replicas.takeNoWork(roused);
        if (told.kind() != Sight.Kind.DONE) {
            LOG.warn(
                    "{}: who was left asleep and is awake cannot be told to take no work: {}",
                    service.name(),
                    told.text());
            return;
        }
        target.stopOthers(service, counting.size(), Replicas.names(counting));
        LOG.info("{}: {} was left asleep, was awake, and is no more", service.name(), Replicas.names(roused));
    }
}
