package dev.headroom.receiver.gpu;

import static dev.headroom.receiver.gpu.Rack.NOW;
import static dev.headroom.receiver.gpu.Rack.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.VramGate.Room;
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
import org.junit.jupiter.api.Test;

/** Room on cards that are divided by MIG, whose instances have one index: each is judged by itself. */
class InstancesTest {

    /** GPU 0 is divided into three, GPU 1 is whole and full. */
    private static Rack rack() {
        return Rack.of()
                .instance(0, "MIG-a", 40, 1)
                .instance(0, "MIG-b", 10, 9)
                .instance(0, "MIG-c", 20, 19)
                .instance(1, "GPU-1", 80, 2);
    }

    private static Wish wish(double needGib, int from, int to, Warning... warnings) {
        return new Wish(
                new ServicePolicy(
                        "worker-llm",
                        new ReplicaLimits(1, 8, 1, 1),
                        Timings.DEFAULT,
                        new GpuNeeds(true, bytes(needGib), List.of(new Placement(0, null, List.of(0)))),
                        new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
                        12,
                        new ServicePolicy.Targets(0, 0),
                        Map.of()),
                from,
                to,
                List.of(warnings));
    }

    private static List<String> uuids(Room room) {
        assertThat(room.fits()).as(room.detail()).isTrue();
        return Seat.onGpus(room.seats()).stream().map(Seat.OnGpu::uuid).toList();
    }

    @Test
    void theInstanceWithMostRoomIsTaken() {
        Room room = rack().gate().ask(wish(5, 1, 2));
        assertThat(room.seats()).containsExactly(new Seat.OnGpu("worker-llm", 0, "MIG-c", bytes(5), bytes(1), NOW));
        assertThat(room.detail()).isEqualTo("GPU 0 MIG-c has 95 % free, and 70 % with one more replica of 5 GiB");
    }

    @Test
    void freeMemoryOfTwoInstancesIsNeverAdded() {
        Room room = rack().gate().ask(wish(20, 1, 2));
        assertThat(room.fits()).as("28 GiB are free on the card").isFalse();
        assertThat(room.detail())
                .endsWith("GPU 0 MIG-a has 2 % free, 27 GiB too little; GPU 0 MIG-b has 90 % free, 13 GiB too little; "
                        + "GPU 0 MIG-c has 95 % free, 5 GiB too little");
    }

    @Test
    void whatIsReservedOnOneIsNotTakenFromAnother() {
        assertThat(uuids(rack().gate().ask(wish(7, 1, 4)))).containsExactly("MIG-c", "MIG-c", "MIG-b");
        assertThat(rack().gate().ask(wish(7, 1, 5)).fits()).isFalse();
        List<Seat> first = rack().gate().ask(wish(7, 1, 4)).seats();
        assertThat(rack().gate().reserving(first).ask(wish(7, 4, 5)).fits()).isFalse();
    }

    @Test
    void aPlaceIsConfirmedOnItsOwnInstanceOnly() {
        List<Seat> onB = List.of(new Seat.OnGpu("worker-llm", 0, "MIG-b", bytes(7), bytes(1), NOW));
        assertThat(uuids(rack().gate().reserving(onB).confirming(onB).ask(wish(7, 1, 2))))
                .containsExactly("MIG-b");
        Rack fuller = Rack.of().instance(0, "MIG-b", 10, 6).instance(0, "MIG-c", 20, 19);
        assertThat(fuller.gate()
                        .reserving(onB)
                        .confirming(onB)
                        .ask(wish(7, 1, 2))
                        .detail())
                .endsWith(": GPU 0 MIG-b has 60 % free, 3 GiB too little");
        Rack gone = Rack.of().instance(0, "MIG-c", 20, 19);
        assertThat(gone.gate().reserving(onB).confirming(onB).ask(wish(7, 1, 2)).detail())
                .endsWith(": GPU 0 MIG-b is not there");
    }

    @Test
    void aGpuThatWasExchangedIsNotTheOneThatWasChosen() {
        List<Seat> before = List.of(new Seat.OnGpu("worker-llm", 0, "GPU-old", bytes(7), bytes(1), NOW));
        Room room = Rack.of(40).gate().reserving(before).confirming(before).ask(wish(7, 1, 2));
        assertThat(room.fits()).isFalse();
        assertThat(room.detail()).endsWith(": GPU 0 GPU-old is not there");
    }

    @Test
    void aWarningRulesOutItsInstanceOrAllOfItsCard() {
        assertThat(uuids(rack().gate().ask(wish(5, 1, 2, new Warning("VRAMHeadroomLow", "MIG-c")))))
                .containsExactly("MIG-b");
        assertThat(rack().gate()
                        .ask(wish(5, 1, 2, new Warning("VRAMHeadroomLow", "0")))
                        .fits())
                .isFalse();
        Rack asDcgm = Rack.of().instance(0, "GPU-x:1", 40, 39).instance(0, "GPU-x:2", 20, 19);
        assertThat(uuids(asDcgm.gate().ask(wish(5, 1, 2, new Warning("VRAMHeadroomLow", "GPU-x:1")))))
                .containsExactly("GPU-x:2");
        assertThat(asDcgm.gate()
                        .ask(wish(5, 1, 2, new Warning("VRAMHeadroomLow", "GPU-x")))
                        .fits())
                .as("its card")
                .isFalse();
    }

    @Test
    void anInstanceThatCannotBeReadIsToldBesideTheOthers() {
        GpuSnapshot one = new GpuSnapshot(
                NOW,
                Rack.of().instance(0, "MIG-b", 10, 9).snapshot().gpus(),
                List.of(new GpuSnapshot.Fault(0, "MIG instance 2: GPU is lost")));
        VramGate gate = Rack.of().gate(new GpuReading(one, ""), NOW);
        assertThat(uuids(gate.ask(wish(7, 1, 2)))).containsExactly("MIG-b");
        assertThat(gate.ask(wish(9, 1, 2)).detail())
                .endsWith(": GPU 0 MIG-b has 90 % free, 2 GiB too little; "
                        + "GPU 0 cannot be read: MIG instance 2: GPU is lost");
    }
}
