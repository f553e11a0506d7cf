package dev.headroom.receiver.standby;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.ForwardingTarget;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Place;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * A target of which some services' replicas can sleep. Its counts are of the awake ones: an up wakes before it starts, a down
 * puts to sleep before it stops.
 */
public final class StandbyTarget extends ForwardingTarget {

    private final SleepingServers servers;
    private final Fence fence;
    private final ToldToSleep told;
    private final WakeTimes times;
    private final LongSupplier nanos;
    private final Sights sights;

    /**
     * @param told keeps who was told to sleep
     * @param times is told how long each took to wake
     * @param nanos the time that passes
     * @param workers ask servers
     */
    public StandbyTarget(
            ScalingTarget target,
            SleepingServers servers,
            Fence fence,
            ToldToSleep told,
            WakeTimes times,
            LongSupplier nanos,
            Executor workers) {
        super(target);
        this.servers = servers;
        this.fence = fence;
        this.told = told;
        this.times = times;
        this.nanos = nanos;
        this.sights = new Sights(servers, nanos, workers);
    }

    @Override
    public Observation observe(ServicePolicy service) throws TargetException {
        return sleeps(service) ? look(service).observation() : target.observe(service);
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return scaleTo(service, replicas, kept, List.of());
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept, List<Place> places)
            throws TargetException {
        return sleeps(service)
                ? acting(
                        service,
                        crew -> crew.awake().size() > replicas
                                ? lulling(crew, Lulling.Manner.HASTY).to(replicas, kept)
                                : waking(crew, false).to(replicas, kept, places))
                : target.scaleTo(service, replicas, kept, places);
    }

    @Override
    public List<String> wake(ServicePolicy service, int replicas, Set<String> kept, List<Place> places)
            throws TargetException {
        return sleeps(service)
                ? acting(service, crew -> waking(crew, true).to(replicas, kept, places))
                : target.wake(service, replicas, kept, places);
    }

    @Override
    public List<String> putToSleep(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return sleeps(service)
                ? acting(service, crew -> lulling(crew, Lulling.Manner.SPARING).to(replicas, kept))
                : target.putToSleep(service, replicas, kept);
    }

    @Override
    public List<String> stopOthers(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return sleeps(service)
                ? acting(service, crew -> lulling(crew, Lulling.Manner.PATIENT).to(replicas, kept))
                : target.stopOthers(service, replicas, kept);
    }

    /** Changes something; what was seen before is true no more. */
    private interface Change {
        List<String> of(Crew crew) throws TargetException;
    }

    private List<String> acting(ServicePolicy service, Change change) throws TargetException {
        Crew crew = look(service);
        try {
            return change.of(crew);
        } finally {
            sights.changed(service.name());
        }
    }

    private Lulling lulling(Crew crew, Lulling.Manner manner) {
        return new Lulling(target, servers, fence, told, crew, manner);
    }

    private Waking waking(Crew crew, boolean alone) {
        return new Waking(target, servers, fence, told, crew, times, nanos, alone);
    }

    private boolean sleeps(ServicePolicy service) {
        return servers.has(service.name());
    }

    private Crew look(ServicePolicy service) throws TargetException {
        Observation seen = target.observe(service);
        String name = service.name();
        return new Crew(service, seen, sights.of(name, seen), told.of(name), sights.idle(name));
    }
}
