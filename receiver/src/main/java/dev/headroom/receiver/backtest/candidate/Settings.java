package dev.headroom.receiver.backtest.candidate;

import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import dev.headroom.receiver.backtest.model.Objective;
import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.Map;

/**
 * What is the same for all candidates.
 *
 * @param service as the first candidate's policy has it: its limits at the beginning, and how long a replica warms up
 * @param work how a replica works on requests
 * @param gpuBusy when a GPU counts as busy
 * @param giveUp seconds after which a request that still waits has failed
 * @param objective what a request should keep to
 * @param sample seconds between two samples of the signals
 * @param fixed signals that the model knows nothing of, with the value that they always have
 * @param first replicas at the beginning
 */
public record Settings(
        ServicePolicy service,
        Work work,
        GpuBusy gpuBusy,
        double giveUp,
        Objective objective,
        int sample,
        Map<String, Double> fixed,
        int first) {

    public static final int SLOTS = 4;
    public static final double GIVE_UP = 30;
    public static final Objective OBJECTIVE = new Objective.Begin(2);
    public static final int SAMPLE = 15;

    public Settings {
        fixed = Map.copyOf(fixed);
    }

    /** Those that begin with the policy's least count. */
    public Settings(
            ServicePolicy service,
            Work work,
            GpuBusy gpuBusy,
            double giveUp,
            Objective objective,
            int sample,
            Map<String, Double> fixed) {
        this(
                service,
                work,
                gpuBusy,
                giveUp,
                objective,
                sample,
                fixed,
                service.replicas().min());
    }

    /** The usual ones. */
    public static Settings of(ServicePolicy service) {
        return new Settings(service, new Work.Slots(SLOTS), GpuBusy.ANY, GIVE_UP, OBJECTIVE, SAMPLE, Map.of());
    }
}
