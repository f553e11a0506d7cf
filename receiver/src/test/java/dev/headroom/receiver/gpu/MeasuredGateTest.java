package dev.headroom.receiver.gpu;

import static dev.headroom.receiver.gpu.Rack.NOW;
import static dev.headroom.receiver.gpu.Rack.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.gpu.VramGate.Sleeper;
import dev.headroom.receiver.gpu.VramGate.Warning;
import dev.headroom.receiver.gpu.VramGate.Wish;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.GpuNeeds.Placement;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Room on GPUs: forecast, reservation, placement, and what is not known. */
class MeasuredGateTest {

    /** Spec 1.2. */
    private static final List<Placement> SPEC =
            List.of(new Placement(0, 2, List.of(0)), new Placement(3, 4, List.of(0, 1)), new Placement(5, null, null));

    private static ServicePolicy service(@Nullable Long need, List<Placement> placement) {
        return new ServicePolicy(
                "worker-llm",
                new ReplicaLimits(2, 8, 1, 1),
                Timings.DEFAULT,
                new GpuNeeds(true, need, placement),
                new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
                12,
                new ServicePolicy.Targets(0, 0),
                Map.of());
    }

    private static Wish wish(double needGib, int from, int to, Warning... warnings) {
        return new Wish(service(bytes(needGib), SPEC), from, to, List.of(warnings));
    }

    private static Room ask(Rack rack, Wish wish) {
        return rack.gate().ask(wish);
    }

    private static Wish waking(int from, int to, Sleeper... sleepers) {
        return new Wish(service(bytes(10), List.of()), from, to, List.of(), List.of(sleepers));
    }

    @Test
    void whoSleepsHasItsPlaceWhereItIsBeforeOneIsStartedElsewhere() {
        Room room = ask(Rack.of(40, 40).free(0, 20).free(1, 40), waking(1, 3, new Sleeper("llm-2", "GPU-0")));
        assertThat(Seat.onGpus(room.seats()))
                .extracting(Seat.OnGpu::gpu, Seat.OnGpu::sleeper)
                .containsExactly(tuple(0, "llm-2"), tuple(1, ""));
        assertThat(room.detail())
                .startsWith("GPU 0 has 50 % free, and 25 % with llm-2 awake again, which takes up to 10 GiB; GPU 1");
    }

    @Test
    void whereASleeperHasNoRoomAnotherOneWakesOrOneIsStarted() {
        Rack rack = Rack.of(40, 40).free(0, 10).free(1, 20);
        assertThat(Seat.onGpus(ask(rack, waking(1, 2, new Sleeper("llm-2", "GPU-0"), new Sleeper("llm-3", "1")))
                        .seats()))
                .extracting(Seat.OnGpu::sleeper)
                .containsExactly("llm-3");
        assertThat(Seat.onGpus(
                        ask(rack, waking(1, 2, new Sleeper("llm-2", "GPU-0"))).seats()))
                .extracting(Seat.OnGpu::gpu, Seat.OnGpu::sleeper)
                .containsExactly(tuple(1, ""));
        assertThat(ask(Rack.of(40).free(0, 10), waking(1, 2, new Sleeper("llm-2", "GPU-0")))
                        .fits())
                .isFalse();
    }

    /** As the policy places so many. */
    @Test
    void aSleeperOnAGpuThatIsNotForSoManyIsLeftAsleep() {
        Wish placed = new Wish(
                service(bytes(10), List.of(new Placement(0, 9, List.of(1)))),
                1,
                2,
                List.of(),
                List.of(new Sleeper("llm-2", "GPU-0")));
        assertThat(Seat.onGpus(ask(Rack.of(40, 40), placed).seats()))
                .extracting(Seat.OnGpu::gpu, Seat.OnGpu::sleeper)
                .containsExactly(tuple(1, ""));
    }

    @Test
    void onWhichGpuASleeperIsMustBeKnown() {
        Sleeper anywhere = new Sleeper("llm-2", "");
        assertThat(Seat.onGpus(ask(Rack.of(40), waking(1, 2, anywhere)).seats()))
                .extracting(Seat.OnGpu::sleeper)
                .containsExactly("llm-2");
        assertThat(Seat.onGpus(ask(Rack.of(40, 40), waking(1, 2, anywhere)).seats()))
                .extracting(Seat.OnGpu::sleeper)
                .containsExactly("");
    }

    @Test
    void aSleepersPlaceIsLookedAtAgainAndGivenToNobodyElse() {
        Sleeper two = new Sleeper("llm-2", "GPU-0");
        Sleeper three = new Sleeper("llm-3", "GPU-0");
        List<Seat> seats = ask(Rack.of(40).free(0, 40), waking(1, 2, two)).seats();
        VramGate later = Rack.of(40).free(0, 20).gate().reserving(seats);

        assertThat(later.ask(waking(1, 2, three)).fits()).isFalse();
        assertThat(Seat.onGpus(
                        later.confirming(seats).ask(waking(1, 2, three, two)).seats()))
                .extracting(Seat.OnGpu::sleeper)
                .containsExactly("llm-2");
        assertThat(Seat.onGpus(later.confirming(seats).ask(waking(1, 2, three)).seats()))
                .as("one that is gone is replaced in its place")
                .extracting(Seat.OnGpu::uuid, Seat.OnGpu::sleeper)
                .containsExactly(tuple("GPU-0", ""));
    }

    @Test
    void whoMayHaveToWakeAgainKeepsItsMemory() {
        VramGate gate = Rack.of(40).free(0, 20).gate();
        assertThat(gate.ask(waking(1, 2)).fits()).isTrue();
        assertThat(gate.keeping(service(bytes(10), SPEC), List.of(new Sleeper("llm-2", "GPU-0")))
                        .ask(waking(1, 2))
                        .fits())
                .isFalse();
    }

    @Test
    void exactlyTwentyPercentLeftIsEnoughAndAByteLessIsNot() {
        Rack rack = Rack.of(40).free(0, 18);
        assertThat(ask(rack, wish(10, 1, 2)).fits()).isTrue();
        Wish more = new Wish(service(bytes(10) + 1, SPEC), 1, 2, List.of());
        assertThat(ask(rack, more).fits()).isFalse();
    }

    @Test
    void aRoomTellsTheForecast() {
        Room room = ask(Rack.of(40).free(0, 20), wish(10, 1, 2));
        assertThat(room.detail()).isEqualTo("GPU 0 has 50 % free, and 25 % with one more replica of 10 GiB");
        assertThat(room.seats()).containsExactly(new Seat.OnGpu("worker-llm", 0, "GPU-0", bytes(10), bytes(20), NOW));
    }

    @Test
    void aRefusalTellsEveryGpuAndWhatItLacks() {
        Room room = ask(Rack.of(40, 40).free(0, 5).free(1, 12.5), wish(25, 2, 3));
        assertThat(room.fits()).isFalse();
        assertThat(room.detail())
                .isEqualTo(
                        "no GPU has room of those for 3 replicas for one more replica of 25 GiB with 20 % left free: "
                                + "GPU 0 has 12 % free, 28 GiB too little; GPU 1 has 31 % free, 20.5 GiB too little");
    }

    @Test
    void theTableOfTheSpecSaysWhichGpusACountMayUse() {
        Rack rack = Rack.of(80, 80, 80).free(0, 50).free(1, 60).free(2, 70);
        assertThat(gpus(ask(rack, wish(1, 0, 1)))).containsExactly(0);
        assertThat(gpus(ask(rack, wish(1, 1, 2)))).containsExactly(0);
        assertThat(gpus(ask(rack, wish(1, 2, 3)))).containsExactly(1);
        assertThat(gpus(ask(rack, wish(1, 3, 4)))).containsExactly(1);
        assertThat(gpus(ask(rack, wish(1, 4, 5)))).containsExactly(2);
        assertThat(gpus(ask(rack, wish(1, 7, 8)))).containsExactly(2);
    }

    @Test
    void severalNewReplicasEachGetAPlaceAndTogetherMustFit() {
        Rack rack = Rack.of(40, 40, 40).free(0, 20).free(1, 20).free(2, 30);
        assertThat(gpus(ask(rack, wish(10, 2, 5)))).containsExactly(0, 1, 2);
        assertThat(gpus(ask(rack, wish(10, 2, 6)))).containsExactly(0, 1, 2, 2);
        assertThat(ask(rack, wish(10, 2, 7)).fits()).isFalse();
    }

    @Test
    void whatIsReservedIsTaken() {
        Rack rack = Rack.of(40).free(0, 20);
        Room first = ask(rack, wish(10, 0, 1));
        Room second = rack.gate().reserving(first.seats()).ask(wish(10, 1, 2));
        assertThat(first.fits()).isTrue();
        assertThat(second.fits()).isFalse();
        assertThat(second.detail())
                .endsWith("GPU 0 has 50 % free, of which 10 GiB are kept for replicas that load, 8 GiB too little");
    }

    @Test
    void aPlaceIsConfirmedOnItsOwnGpuOnlyAndDoesNotStandInItsOwnWay() {
        Rack rack = Rack.of(40, 40).free(0, 20).free(1, 18);
        List<Seat> seats = ask(rack, wish(10, 2, 3)).seats();
        assertThat(gpus(ask(rack, wish(10, 2, 3)))).containsExactly(0);
        VramGate again = rack.free(0, 18).gate().reserving(seats).confirming(seats);
        assertThat(again.ask(wish(10, 2, 3)).fits()).isTrue();
        VramGate fuller = rack.free(0, 17).gate().reserving(seats).confirming(seats);
        assertThat(fuller.ask(wish(10, 2, 3)).detail()).contains("GPU 0 has 42 % free, 1 GiB too little");
    }

    @Test
    void aPlaceOnANodeNeitherTakesMemoryNorTiesToAGpu() {
        List<Seat> onNode = List.of(new Seat.OnNode("worker-llm", "GPU-0", 1, 0, NOW));
        Rack rack = Rack.of(40, 40).free(0, 20).free(1, 18);
        assertThat(rack.gate().reserving(onNode).confirming(onNode).ask(wish(10, 2, 3)))
                .isEqualTo(ask(rack, wish(10, 2, 3)));
    }

    @Test
    void aWarningRulesOutTheGpuThatItNames() {
        Rack rack = Rack.of(40, 40).free(0, 30).free(1, 20);
        Room byIndex = ask(rack, wish(10, 2, 3, new Warning("VRAMHeadroomLow", "0")));
        Room byUuid = ask(rack, wish(10, 2, 3, new Warning("VRAMHeadroomLow", "GPU-0")));
        Room onlyOne = ask(rack, wish(10, 1, 2, new Warning("VRAMHeadroomLow", "GPU-0")));
        assertThat(gpus(byIndex)).containsExactly(1);
        assertThat(gpus(byUuid)).containsExactly(1);
        assertThat(onlyOne.fits()).isFalse();
        assertThat(onlyOne.detail()).endsWith("GPU 0 has 75 % free, and is ruled out, VRAMHeadroomLow fires for it");
    }

    @Test
    void aWarningThatNamesNoneRulesOutAll() {
        Room room = ask(Rack.of(40, 40), wish(1, 2, 3, new Warning("VRAMHeadroomLow", null)));
        assertThat(room.fits()).isFalse();
        assertThat(room.detail()).startsWith("VRAMHeadroomLow fires: too little GPU memory is free");
    }

    @Test
    void aFootprintThatNobodyKnowsIsRefusedUntilItIsLearned() {
        Wish unknown = new Wish(service(null, SPEC), 1, 2, List.of());
        assertThat(ask(Rack.of(40), unknown).fits()).isFalse();
        assertThat(ask(Rack.of(40), unknown).detail()).contains("unknown footprint", "set vram_per_replica");
        Room learned = ask(Rack.of(40).learned("worker-llm", 12), unknown);
        assertThat(learned.fits()).isTrue();
        assertThat(Seat.onGpus(learned.seats())).extracting(Seat.OnGpu::bytes).containsExactly(bytes(12));
    }

    @Test
    void aFootprintThatNobodyKnowsTakesAllThatIsFreeWhereItIsLetThrough() {
        Wish unknown = new Wish(service(null, SPEC), 1, 2, List.of());
        Rack rack = Rack.of(40).allowUnknown();
        Room room = ask(rack, unknown);
        assertThat(room.fits()).isTrue();
        assertThat(Seat.onGpus(room.seats())).extracting(Seat.OnGpu::bytes).containsExactly(bytes(32));
        assertThat(rack.gate().reserving(room.seats()).ask(unknown).fits()).isFalse();
    }

    @Test
    void aReadingThatIsMissingOldOrFailedRefuses() {
        Rack rack = Rack.of(40);
        Wish wish = wish(1, 1, 2);
        assertThat(rack.gate(GpuReading.none(), NOW).ask(wish).detail()).isEqualTo("the GPUs have not been read yet");
        GpuReading fine = new GpuReading(rack.snapshot(), "");
        assertThat(rack.gate(fine, NOW.plusSeconds(30)).ask(wish).fits()).isTrue();
        assertThat(rack.gate(fine, NOW.plusSeconds(31)).ask(wish).detail())
                .isEqualTo("the last reading of the GPUs is 31 s old, more than 30 s");
        assertThat(rack.gate(fine, NOW.minusSeconds(31)).ask(wish).fits())
                .as("the clock was set back")
                .isFalse();
        assertThat(rack.gate(fine.failed("Driver Not Loaded"), NOW).ask(wish).detail())
                .isEqualTo("the GPUs cannot be read: Driver Not Loaded");
    }

    @Test
    void whatIsNotKnownPassesOnlyWhereThatIsConfiguredAndNothingWarns() {
        Rack rack = Rack.of(40).allowUnknown();
        Room passed = rack.gate(GpuReading.none(), NOW).ask(wish(1, 1, 2));
        assertThat(passed.fits()).isTrue();
        assertThat(passed.detail()).isEqualTo("the GPUs have not been read yet; gpu.on_unknown: allow lets it through");
        assertThat(rack.gate(GpuReading.none(), NOW)
                        .ask(wish(1, 1, 2, new Warning("VRAMHeadroomLow", "0")))
                        .fits())
                .isFalse();
    }

    @Test
    void aGpuThatIsLostOrMissingIsNoCandidate() {
        assertThat(ask(Rack.of(40, 40).lost(0), wish(1, 1, 2)).detail()).endsWith("GPU 0 cannot be read: GPU is lost");
        assertThat(gpus(ask(Rack.of(40, 40).lost(0), wish(1, 2, 3)))).containsExactly(1);
        assertThat(ask(Rack.of(40).lost(0), wish(1, 2, 3)).detail())
                .endsWith("GPU 0 cannot be read: GPU is lost; GPU 1 is not there");
        Wish anywhere = new Wish(service(bytes(1), List.of()), 1, 2, List.of());
        assertThat(ask(Rack.of(), anywhere).detail())
                .isEqualTo("there is no GPU for one more replica of 1 GiB with 20 % left free");
    }

    private static List<Integer> gpus(Room room) {
        assertThat(room.fits()).as(room.detail()).isTrue();
        return Seat.onGpus(room.seats()).stream().map(Seat.OnGpu::gpu).toList();
    }
}
