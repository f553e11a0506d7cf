package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.day;
import static dev.headroom.receiver.decision.Timeline.scaled;

import dev.headroom.receiver.decision.ManualOverride.Kind;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What people have ordered: a freeze, a hold, a pin. */
class OverridesTest {

    @Test
    void aFreezeForbidsEverythingUntilItExpires() {
        day().at("10:00")
                .order(Kind.FREEZE, "app", 0, "11:00")
                .firing("AppHighCPU")
                .holds("app", Reason.OVERRIDE, "11:00")
                .at("10:59:59")
                .holds("app", Reason.OVERRIDE, "11:00")
                .at("11:00")
                .then(scaled("app", 2, 3));
    }

    @Test
    void aFreezeForbidsTheScheduleToo() {
        Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .replicas(3, 3, 1)
                .startingAt("2026-03-10T08:59:00Z")
                .order(Kind.FREEZE, "app", 0, "09:30")
                .at("09:00")
                .then(scaled("worker-llm", 3, 4), scaled("worker-rl", 1, 2))
                .holds("app", Reason.OVERRIDE, "09:30");
    }

    @Test
    void aFreezeOfOneServiceLeavesTheOthers() {
        day().at("10:00")
                .order(Kind.FREEZE, "app", 0, "11:00")
                .firing("AppHighErrorRate", "LLMHighLatency")
                .then(scaled("worker-llm", 2, 3));
    }

    @Test
    void holdUpForbidsUpsAlone() {
        day().replicas("app", 5)
                .at("10:00")
                .order(Kind.HOLD_UP, "app", 0, "11:00")
                .firing("AppHighCPU")
                .holds("app", Reason.OVERRIDE, "11:00")
                .onlyFiring("AppLowCPU")
                .then(scaled("app", 5, 4));
    }

    @Test
    void holdDownForbidsDownsAlone() {
        day().replicas("app", 5)
                .at("10:00")
                .order(Kind.HOLD_DOWN, "app", 0, "11:00")
                .firing("AppLowCPU")
                .holds("app", Reason.OVERRIDE, "11:00")
                .onlyFiring("AppHighCPU")
                .then(scaled("app", 5, 6));
    }

    @Test
    void aPinGoesToItsCountAtOnceAndStaysThere() {
        day().replicas("app", 2)
                .at("10:00")
                .firing("AppHighCPU")
                .then(scaled("app", 2, 3))
                .at("10:01")
                .order(Kind.PIN, "app", 7, "11:00")
                .then(scaled("app", 3, 7))
                .because("app", Source.Kind.OVERRIDE, "pin:ana")
                .at("10:10")
                .holds("app", Reason.OVERRIDE, "11:00")
                .onlyFiring("AppLowCPU")
                .holds("app", Reason.OVERRIDE)
                .at("11:00")
                .then(scaled("app", 7, 6));
    }

    @Test
    void aPinIsKeptWithinTheLimits() {
        day().at("10:00")
                .order(Kind.PIN, "app", 40, "11:00")
                .then(scaled("app", 2, 10))
                .at("10:10")
                .holds("app", Reason.BOUNDS, null);
    }

    @Test
    void aPinStandsBelowTheFloorOfTheSchedule() {
        Timeline.of(SpecPolicy.in(ZoneOffset.UTC))
                .replicas(5, 4, 2)
                .startingAt("2026-03-10T10:00:00Z")
                .order(Kind.PIN, "app", 2, "11:00")
                .then(scaled("app", 5, 2))
                .at("10:30")
                .holds("app", Reason.OVERRIDE, "11:00")
                .at("11:00")
                .then(scaled("app", 2, 5));
    }

    @Test
    void aPinWaitsForNoCooldownButForARollout() {
        day().at("10:00")
                .firing("LLMHighLatency")
                .then(scaled("worker-llm", 2, 3))
                .at("10:00:10")
                .order(Kind.PIN, "worker-llm", 2, "11:00")
                .holds("worker-llm", Reason.ROLLOUT, "10:00:30")
                .at("10:00:30")
                .then(scaled("worker-llm", 3, 2));
    }

    @Test
    void aPinFindsNoRoomWhereVramIsLow() {
        day().at("10:00")
                .firing("VRAMHeadroomLow")
                .order(Kind.PIN, "worker-llm", 4, "11:00")
                .holds("worker-llm", Reason.VRAM, null);
    }
}
