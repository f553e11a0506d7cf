package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that a decision depends on, at one instant.
 *
 * @param services the services whose replica count is known, by name; the others are not judged
 * @param trials whether more replicas help, as it was seen so far
 */
public record Situation(
        Moment now,
        FiringAlerts firing,
        Map<String, ServiceState> services,
        Ledger ledger,
        Evidence evidence,
        VramGate vram,
        Trials trials) {

    private static final Duration MEASURED_AFTER = Duration.ofSeconds(30);

    public Situation {
        services = Map.copyOf(services);
    }

    /** The situation as if this action, whose rollout is in flight, had never been begun. */
    public Situation asIfNever(Action begun) {
        Map<String, ServiceState> states = new HashMap<>(services);
        states.computeIfPresent(begun.service(), (name, state) -> state.before(begun));
        return new Situation(now, firing, states, ledger.without(begun), evidence, vram, trials);
    }

    /** Whoever sleeps so that this service's up finds room, or did so shortly before, and the up has not begun since. */
    Optional<Action> yielding(String service, Duration lately) {
        return services.keySet().stream()
                .flatMap(other -> ledger.lastOf(other, Source.yielding(service).name()).stream())
                .filter(yield -> yield.ended() == null
                        || (now.elapsed().minus(yield.ended()).compareTo(lately) < 0
                                && !hasBegunSince(yield.ended(), service)))
                .map(Ledger.Entry::action)
                .findFirst();
    }

    /** Whether somebody sleeps for it, or did so short a time ago that the GPUs may not have been read since. */
    boolean makesRoomFor(String service) {
        return yielding(service, MEASURED_AFTER).isPresent();
    }

    /** The room that an urgent up lacks, and nothing else; empty where others sleep for it. */
    public Optional<VramGate.Wish> lacks(Decision.Hold hold, List<Decision> decisions) {
        boolean yields = decisions.stream()
                .anyMatch(decision -> decision instanceof Decision.Scale scale && scale.reason() == Reason.YIELD);
        return hold.lacksOnlyRoom()
                .filter(up -> up.priority() == Priority.P0 && !yields && !makesRoomFor(hold.service()))
                .map(up -> wish(up.service(), hold.replicas(), up.to()));
    }

    private boolean hasBegunSince(Duration ended, String service) {
        return ledger.last(service)
                .filter(last -> last.began().compareTo(ended) >= 0)
                .isPresent();
    }

    /** The situation with another gate on GPU memory: when more of it is given away, or less may be chosen. */
    public Situation gatedBy(VramGate gate) {
        return new Situation(now, firing, services, ledger, evidence, gate, trials);
    }

    /** The situation with what is remembered now of whether more replicas help. */
    public Situation with(Trials judged) {
        return new Situation(now, firing, services, ledger, evidence, vram, judged);
    }

    /**
     * What a matrix rule's condition is held against: what does not fire has ended only where the evidence says so.
     *
     * @param window the name of the schedule's window
     */
    Condition.Scene scene(String window) {
        boolean clear = evidence.look(now).sight() == Evidence.Sight.CLEAR;
        return new Condition.Scene(firing.names(), name -> !clear || firing.mayFire(name), window);
    }

    /** What the gate on GPU memory is asked when a service is to grow. */
    public VramGate.Wish wish(ServicePolicy service, int from, int to) {
        return new VramGate.Wish(
                service,
                from,
                to,
                firing.with("gate", "vram").stream().map(Situation::warning).toList(),
                Optional.ofNullable(services.get(service.name()))
                        .map(state -> state.target().sleepers())
                        .orElse(List.of()));
    }

    /** The GPU goes by its UUID where the alert tells it: an index may be that of another host. */
    static VramGate.Warning warning(Alert alert) {
        String gpu = Stream.of("gpu_uuid", "UUID", "gpu")
                .map(alert::label)
                .filter(label -> label != null && !label.isEmpty())
                .findFirst()
                .orElse(null);
        return new VramGate.Warning(alert.name(), gpu);
    }
}
