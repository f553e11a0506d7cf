package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.gpu.VramGate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Everything that a decision depends on, at one instant.
 *
 * @param services the services whose replica count is known, by name; the others are not judged
 */
public record Situation(
        Instant now,
        FiringAlerts firing,
        Map<String, ServiceState> services,
        Ledger ledger,
        Evidence evidence,
        VramGate vram) {

    public Situation {
        services = Map.copyOf(services);
    }

    /** The situation as if this action, whose rollout is in flight, had never been begun. */
    public Situation asIfNever(Action begun) {
        Map<String, ServiceState> states = new HashMap<>(services);
        states.computeIfPresent(
                begun.service(), (name, state) -> new ServiceState(name, begun.from(), null, state.order()));
        return new Situation(now, firing, states, ledger.without(begun), evidence, vram);
    }

    /** The situation as if this action, which is to be taken back, had never been. */
    Situation without(Action taken) {
        return new Situation(now, firing, services, ledger.without(taken), evidence, vram);
    }
}
