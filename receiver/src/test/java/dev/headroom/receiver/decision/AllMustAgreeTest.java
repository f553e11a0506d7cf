package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.scaled;

import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.schedule.Schedule;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** scale_down_when: all. */
class AllMustAgreeTest {

    private final ScalingPolicy policy = SpecPolicy.policy(
            List.of(), Schedule.none(ZoneOffset.UTC), SpecPolicy.with(SpecPolicy.APP, ScaleDownWhen.ALL));

    @Test
    void oneLowTriggerIsNotEnough() {
        Timeline.of(policy)
                .replicas("app", 5)
                .at("10:00")
                .firing("AppLowCPU", "AppLowMemory", "AppRequestQueueDrained")
                .holds("app", Reason.STEADY, null)
                .firing("AppLowLatency")
                .then(scaled("app", 5, 4));
    }

    @Test
    void oneHighTriggerIsEnough() {
        Timeline.of(policy).at("10:00").firing("AppHighCPU").then(scaled("app", 2, 3));
    }
}
