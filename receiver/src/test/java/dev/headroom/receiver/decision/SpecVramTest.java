package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.scaled;
import static dev.headroom.receiver.gpu.Rack.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.gpu.GpuReading;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.GpuNeeds.Placement;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Schedule;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GPU memory in decisions (spec 1.2, 2.1, 4.1): the veto, the reservation, the placement, and the clash of two rules. */
class SpecVramTest {

    private static final GpuNeeds NEEDS = new GpuNeeds(
            true,
            bytes(10),
            List.of(new Placement(0, 2, List.of(0)), new Placement(3, 4, List.of(0, 1)), new Placement(5, null, null)));
    private static final ServicePolicy LLM = SpecPolicy.service(
            "worker-llm",
            new ReplicaLimits(2, 8, 1, 1),
            NEEDS,
            SpecPolicy.WORKER_LLM.triggers().values().toArray(Trigger[]::new));

    /** A trainer that needs a GPU too, on whichever has room. */
    private static final ServicePolicy RL_ON_GPU = SpecPolicy.service(
            "worker-rl",
            new ReplicaLimits(1, 4, 1, 1),
            new GpuNeeds(true, bytes(10), List.of()),
            SpecPolicy.WORKER_RL.triggers().values().toArray(Trigger[]::new));

    private static final MatrixRule BOTH_AT_ONCE = new MatrixRule(
            "both",
            Priority.P0,
            SpecPolicy.firing("AppHighErrorRate"),
            Map.of("worker-llm", new Effect.ScaleUp(), "worker-rl", new Effect.ScaleUp()),
            Duration.ofMinutes(5));

    private static Timeline day(Rack rack) {
        return Timeline.of(policy(SpecPolicy.MATRIX, SpecPolicy.WORKER_RL)).vram(rack.gate());
    }

    private static ScalingPolicy policy(List<MatrixRule> matrix, ServicePolicy rl) {
        return SpecPolicy.policy(matrix, Schedule.none(ZoneOffset.UTC), SpecPolicy.APP, LLM, rl);
    }

    private static Alert lowOn(int gpu) {
        return SpecPolicy.alert(
                "VRAMHeadroomLow",
                Map.of(
                        "service", "worker-llm",
                        "gate", "vram",
                        "priority", "P0",
                        "gpu", "" + gpu,
                        "gpu_uuid", Rack.uuid(gpu)),
                Map.of());
    }

    /** The row "GPU VRAM < 20 % -> do not scale up" of 4.1, with every P0 of the matrix and of the triggers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AppRequestQueueBuildup,AppHighLatency",
                "AppHighCPU,LLMHighLatency",
                "AppHighErrorRate",
                "LLMHighTaskFailureRate",
                "LLMQueueBuildup,RLTrainingQueueBuildup",
                "AppHighCPU,AppHighLatency,AppHighErrorRate,LLMHighTaskFailureRate,LLMQueueBuildup,RLTrainingQueueBuildup"
            })
    void lowMemoryIsAVetoOverEveryP0(String urgent) {
        for (Alert low : List.of(lowOn(0), SpecPolicy.alert("VRAMHeadroomLow"))) {
            Timeline day = day(Rack.of(40).free(0, 7)).at("10:00").firing(low).firing(urgent.split(","));
            day.after(Duration.ofMinutes(30));
            assertThat(day.replicas("worker-llm"))
                    .as("%s, %s", urgent, low.labels())
                    .isEqualTo(2);
            assertThat(day.replicas("worker-rl")).isEqualTo(1);
            assertThat(day.verdict("worker-llm", Guard.VRAM).refused()).isTrue();
        }
    }

    @Test
    void theVetoNeedsNoAlertTheReadingIsEnough() {
        day(Rack.of(40).free(0, 7)).at("10:00").firing("LLMHighGPUUtilization").holds("worker-llm", Reason.VRAM, null);
    }

    @Test
    void downsAreNeverGated() {
        day(Rack.of(40).free(0, 1))
                .replicas("worker-llm", 4)
                .at("10:00")
                .firing(lowOn(0))
                .firing("LLMQueueDrained")
                .then(scaled("worker-llm", 4, 3));
    }

    @Test
    void ofTwoUrgentUpsThatWouldShareTheSameMemoryOnePasses() {
        ScalingPolicy policy = policy(List.of(BOTH_AT_ONCE), RL_ON_GPU);
        Timeline day = Timeline.of(policy)
                .vram(Rack.of(40).free(0, 20).gate())
                .replicas("worker-llm", 1)
                .at("10:00")
                .firing("AppHighErrorRate");
        day.then(scaled("app", 2, 3), scaled("worker-llm", 1, 2));
        assertThat(day.verdict("worker-rl", Guard.VRAM).detail())
                .contains("of which 10 GiB are kept for replicas that load, 8 GiB too little");
    }

    @Test
    void bothPassWhereThereIsRoomForBoth() {
        Timeline.of(policy(List.of(BOTH_AT_ONCE), RL_ON_GPU))
                .vram(Rack.of(40, 40).free(0, 20).free(1, 20).gate())
                .replicas("worker-llm", 1)
                .at("10:00")
                .firing("AppHighErrorRate")
                .then(scaled("app", 2, 3), scaled("worker-llm", 1, 2), scaled("worker-rl", 1, 2));
    }

    @Test
    void aReplicaThatStillLoadsKeepsItsMemoryFromLaterUps() {
        Timeline day = Timeline.of(policy(List.of(), RL_ON_GPU))
                .rollouts(new Timeline.Rollouts(Duration.ofMinutes(3), Duration.ZERO, true))
                .vram(Rack.of(40).free(0, 20).gate())
                .at("10:00")
                .firing("RLLongEpisodes")
                .then(scaled("worker-rl", 1, 2))
                .at("10:01")
                .firing("LLMHighGPUUtilization")
                .holds("worker-llm", Reason.VRAM, null);
        day.at("10:03").then(scaled("worker-llm", 2, 3));
    }

    @Test
    void theThirdReplicaMovesToGpuOne() {
        Rack rack = Rack.of(40, 40).free(0, 9).free(1, 40);
        Timeline day = day(rack).at("10:00").firing("LLMHighGPUUtilization").then(scaled("worker-llm", 2, 3));
        assertThat(Seat.onGpus(((Decision.Scale) day.decision("worker-llm")).seats()))
                .singleElement()
                .satisfies(seat -> assertThat(seat.gpu()).isEqualTo(1));
        assertThat(day.verdict("worker-llm", Guard.VRAM).detail())
                .isEqualTo("GPU 1 has 100 % free, and 75 % with one more replica of 10 GiB");
    }

    @Test
    void aSecondReplicaMayNotMoveToGpuOne() {
        day(Rack.of(40, 40).free(0, 9))
                .replicas("worker-llm", 1)
                .at("10:00")
                .firing("LLMHighGPUUtilization")
                .holds("worker-llm", Reason.VRAM, null);
    }

    /** Spec 1.2 and 4.1 clash on one GPU: its memory is used up. */
    @Test
    void theGpuThatIsFullAsksForAReplicaAndAnotherOneTakesIt() {
        Timeline day = day(Rack.of(40, 40).free(0, 6).free(1, 30))
                .at("10:00")
                .firing(lowOn(0))
                .firing("LLMHighVRAMUsage")
                .then(scaled("worker-llm", 2, 3));
        assertThat(day.verdict("worker-llm", Guard.MATRIX).detail())
                .isEqualTo("gpu-vram-low holds scale-ups on the GPUs that its alerts name; the others are judged");
        assertThat(sentence(day))
                .endsWith("LLMHighVRAMUsage (trigger vram_usage, P2);"
                        + " VRAM passes (GPU 1 has 75 % free, and 50 % with one more replica of 10 GiB)");
    }

    @Test
    void whereNoGpuHasRoomTheAnswerIsNoAndSaysWhy() {
        Timeline day = day(Rack.of(40, 40).free(0, 6).free(1, 12))
                .at("10:00")
                .firing(lowOn(0))
                .firing("LLMHighVRAMUsage")
                .holds("worker-llm", Reason.VRAM, null);
        assertThat(sentence(day))
                .isEqualTo("worker-llm stays at 2: LLMHighVRAMUsage wants 3; its own GPUs are full, which asks for a"
                        + " replica on a GPU with room, and there is none: no GPU has room of those for 3 replicas for"
                        + " one more replica of 10 GiB with 20 % left free: GPU 0 has 15 % free, and is ruled out,"
                        + " VRAMHeadroomLow fires for it; GPU 1 has 30 % free, 6 GiB too little");
    }

    @Test
    void withoutAReadingUpsAreRefusedAndDownsAreNot() {
        Rack rack = Rack.of(40);
        Timeline day = day(rack)
                .vram(rack.gate(GpuReading.none().failed("Driver Not Loaded"), Rack.NOW))
                .at("10:00")
                .firing("LLMHighGPUUtilization")
                .holds("worker-llm", Reason.VRAM, null);
        assertThat(day.verdict("worker-llm", Guard.VRAM).detail())
                .isEqualTo("the GPUs cannot be read: Driver Not Loaded");
        day.replicas("worker-llm", 3).onlyFiring("LLMQueueDrained").then(scaled("worker-llm", 3, 2));
    }

    @Test
    void aServiceWithoutAGpuIsHeldByTheMatrixWhicheverGpuIsLow() {
        day(Rack.of(40, 40).free(0, 6))
                .at("10:00")
                .firing(lowOn(0))
                .firing("RLLongEpisodes")
                .holds("worker-rl", Reason.MATRIX, null);
    }

    private static String sentence(Timeline day) {
        return Sentence.of(Explanation.of(day.decision("worker-llm"), Rack.NOW), ZoneOffset.UTC);
    }
}
