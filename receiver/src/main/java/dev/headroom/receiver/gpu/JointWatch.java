package dev.headroom.receiver.gpu;

import dev.headroom.receiver.gpu.VramGate.Wish;
import java.time.Instant;
import java.util.List;

/** Two watches of which the gates both must let an up through: one over memory, one that counts whole GPUs. */
public record JointWatch(VramWatch memory, VramWatch count) implements VramWatch {

    @Override
    public VramGate gate(Instant now, List<Seat> loading) {
        return new JointGate(memory.gate(now, loading), count.gate(now, loading));
    }

    @Override
    public void readAgain() {
        memory.readAgain();
        count.readAgain();
    }

    @Override
    public void warmedUp(List<Seat> seats) {
        memory.warmedUp(seats);
        count.warmedUp(seats);
    }

    @Override
    public void wanted(Wish urgent) {
        memory.wanted(urgent);
    }
}
