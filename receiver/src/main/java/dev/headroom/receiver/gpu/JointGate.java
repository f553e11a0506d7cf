package dev.headroom.receiver.gpu;

import dev.headroom.receiver.policy.ServicePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Two gates that both must let an up through.
 *
 * @param memory asks for free memory
 * @param count asks for whole GPUs that nobody has
 */
record JointGate(VramGate memory, VramGate count) implements VramGate {

    @Override
    public Room ask(Wish wish) {
        List<Room> rooms = List.of(memory.ask(wish), count.ask(wish));
        boolean fits = rooms.stream().allMatch(Room::fits);
        String detail = rooms.stream()
                .filter(room -> fits || !room.fits())
                .map(Room::detail)
                .distinct()
                .collect(Collectors.joining("; "));
        List<Seat> seats = new ArrayList<>();
        rooms.forEach(room -> seats.addAll(room.seats()));
        return new Room(fits, detail, fits ? seats : List.of());
    }

    @Override
    public VramGate reserving(List<Seat> seats) {
        return new JointGate(memory.reserving(seats), count.reserving(seats));
    }

    @Override
    public VramGate confirming(List<Seat> seats) {
        return new JointGate(memory.confirming(seats), count.confirming(seats));
    }

    @Override
    public VramGate keeping(ServicePolicy service, List<Sleeper> sleepers) {
        return new JointGate(memory.keeping(service, sleepers), count);
    }

    @Override
    public VramGate freeing(ServicePolicy service, Sleeper sleeper) {
        return new JointGate(memory.freeing(service, sleeper), count);
    }

    @Override
    public boolean looksAtEach() {
        return memory.looksAtEach();
    }
}
