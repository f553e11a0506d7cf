package dev.headroom.receiver.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.gpu.VramGate.Wish;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Memory and whole GPUs together: both must agree, and each hears of all places. */
class JointGateTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Seat GPU = new Seat.OnGpu("worker-llm", 1, "GPU-1", 10, 5, NOW);
    private static final Seat NODE = new Seat.OnNode("worker-llm", "gpu-1", 1, 2, NOW);
    private static final Wish WISH = new Wish(
            new ServicePolicy(
                    "worker-llm",
                    new ReplicaLimits(2, 8, 1, 1),
                    Timings.DEFAULT,
                    new GpuNeeds(true, null, List.of()),
                    new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
                    12,
                    new ServicePolicy.Targets(0, 0),
                    Map.of()),
            2,
            3,
            List.of());

    /** Answers always the same, and notes what it is told. */
    private record Told(Room room, List<Seat> seats) implements VramGate, VramWatch {
        Told(boolean fits, String detail, Seat seat) {
            this(new Room(fits, detail, fits ? List.of(seat) : List.of()), new ArrayList<>());
        }

        @Override
        public Room ask(Wish wish) {
            return room;
        }

        @Override
        public VramGate reserving(List<Seat> given) {
            seats.addAll(given);
            return this;
        }

        @Override
        public VramGate confirming(List<Seat> given) {
            return reserving(given);
        }

        @Override
        public VramGate gate(Instant now, List<Seat> loading) {
            return reserving(loading);
        }

        @Override
        public void warmedUp(List<Seat> warm) {
            seats.addAll(warm);
        }
    }

    @Test
    void whereBothAgreeBothGivePlaces() {
        VramGate gate = new JointGate(new Told(true, "memory is free", GPU), new Told(true, "a GPU is free", NODE));
        assertThat(gate.ask(WISH)).isEqualTo(new Room(true, "memory is free; a GPU is free", List.of(GPU, NODE)));
    }

    @Test
    void whereOneRefusesItsReasonAloneIsTold() {
        VramGate noMemory = new JointGate(new Told(false, "no memory", GPU), new Told(true, "a GPU is free", NODE));
        assertThat(noMemory.ask(WISH)).isEqualTo(new Room(false, "no memory", List.of()));
        VramGate noGpu = new JointGate(new Told(true, "memory is free", GPU), new Told(false, "no GPU", NODE));
        assertThat(noGpu.ask(WISH)).isEqualTo(new Room(false, "no GPU", List.of()));
        VramGate neither = new JointGate(new Told(false, "no memory", GPU), new Told(false, "no GPU", NODE));
        assertThat(neither.ask(WISH)).isEqualTo(new Room(false, "no memory; no GPU", List.of()));
    }

    @Test
    void bothAreToldOfAllPlaces() {
        Told memory = new Told(true, "", GPU);
        Told count = new Told(true, "", NODE);
        JointWatch watch = new JointWatch(memory, count);
        watch.gate(NOW, List.of(GPU)).reserving(List.of(NODE)).confirming(List.of(GPU));
        watch.warmedUp(List.of(NODE));
        assertThat(memory.seats()).containsExactly(GPU, NODE, GPU, NODE);
        assertThat(count.seats()).containsExactly(GPU, NODE, GPU, NODE);
    }
}
