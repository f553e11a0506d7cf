package dev.headroom.ttltuner.tuning;

import static dev.headroom.ttltuner.tuning.Given.curve;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.ttltuner.tuning.MemoryPlan.Demand;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final Demand STEEP = new Demand("steep", 300, 30, curve(0.1, 0.9, 600), 1000);
    private static final Demand FLAT = new Demand("flat", 300, 30, curve(0.55, 0.65, 600), 1000);

    @Test
    void whatFitsIsLeftAlone() {
        assertThat(MemoryPlan.ceilings(List.of(STEEP, FLAT), 1e9)).isEqualTo(Map.of("steep", 300.0, "flat", 300.0));
    }

    @Test
    void whoLosesTheFewestHitsAByteIsCut() {
        double wanted = STEEP.bytes(300) + FLAT.bytes(300);
        Map<String, Double> plan = MemoryPlan.ceilings(List.of(STEEP, FLAT), wanted * 0.8);
        assertThat(plan.get("steep")).isEqualTo(300);
        assertThat(plan.get("flat")).isLessThan(220);
        assertThat(STEEP.bytes(plan.get("steep")) + FLAT.bytes(plan.get("flat")))
                .isLessThanOrEqualTo(wanted * 0.8);
    }

    @Test
    void nobodyIsCutBelowItsShortest() {
        assertThat(MemoryPlan.ceilings(List.of(STEEP, FLAT), -1)).isEqualTo(Map.of("steep", 30.0, "flat", 30.0));
    }
}
