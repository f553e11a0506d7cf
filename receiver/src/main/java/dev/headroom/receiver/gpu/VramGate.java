package dev.headroom.receiver.gpu;

import dev.headroom.receiver.policy.ServicePolicy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether more replicas of a service fit into GPU memory (spec 4.2, step 1); pure over one GPU snapshot. */
@FunctionalInterface
public interface VramGate {

    /** What the gate says where no GPU source is configured. */
    String UNCHECKED = "not checked: no GPU source is configured";

    Room ask(Wish wish);

    /** The gate when these places are given too; those of a kind that it does not give are no business of its. */
    default VramGate reserving(List<Seat> seats) {
        return this;
    }

    /** The gate that gives no other places than these, as far as they are of its kind. */
    default VramGate confirming(List<Seat> seats) {
        return this;
    }

    /** The gate when these, which have just been put to sleep, may have to be woken again: their memory is not given away yet. */
    default VramGate keeping(ServicePolicy service, List<Sleeper> sleepers) {
        return this;
    }

    /** The gate as if this one, which is awake, had given its memory back. */
    default VramGate freeing(ServicePolicy service, Sleeper sleeper) {
        return this;
    }

    /** Whether it looks at every single GPU, so that a warning about one does not speak against the others. */
    default boolean looksAtEach() {
        return false;
    }

    /** The gate where no GPU source is configured: it knows nothing but the warnings, and says so. */
    static VramGate unchecked() {
        return wish -> wish.warnings().stream()
                .findFirst()
                .map(warning -> new Room(false, warning.inWords(), List.of()))
                .orElse(new Room(true, UNCHECKED, List.of()));
    }

    /**
     * What is asked.
     *
     * @param from replicas now
     * @param to replicas wanted, more than now
     * @param warnings the alerts that tell of GPUs with too little free memory
     * @param sleepers the service's replicas that could be woken, the one first that is to be woken first
     */
    record Wish(ServicePolicy service, int from, int to, List<Warning> warnings, List<Sleeper> sleepers) {
        public Wish {
            warnings = List.copyOf(warnings);
            sleepers = List.copyOf(sleepers);
        }

        /** Where none sleeps. */
        public Wish(ServicePolicy service, int from, int to, List<Warning> warnings) {
            this(service, from, to, warnings, List.of());
        }
    }

    /**
     * A replica that has given its GPU memory back, and can take it again only where it is.
     *
     * @param replica its name
     * @param gpu the one that it asked for, by UUID or index; empty where that is not known
     */
    record Sleeper(String replica, String gpu) {

        /** The GPU that it is on: where it is not known which it asked for, it is known only where there is one. */
        Optional<Gpu> among(GpuSnapshot snapshot) {
            boolean one = snapshot.gpus().size() == 1 && snapshot.faults().isEmpty();
            return snapshot.gpus().stream()
                    .filter(each -> gpu.isEmpty()
                            ? one
                            : gpu.equals(each.uuid())
                                    || (gpu.equals(String.valueOf(each.index()))
                                            && snapshot.on(each.index()).size() == 1))
                    .findFirst();
        }
    }

    /**
     * An alert that tells of too little free memory.
     *
     * @param gpu index or UUID of the GPU; null where it names none, and so speaks of all
     */
    record Warning(String alert, @Nullable String gpu) {
        public String inWords() {
            return alert + " fires: too little GPU memory is free";
        }

        /** One that names a card speaks of its instances, which DCGM's series tell as {@code UUID:INSTANCE}. */
        boolean speaksOf(int index, String uuid) {
            return gpu == null || gpu.equals(uuid) || gpu.equals(String.valueOf(index)) || uuid.startsWith(gpu + ":");
        }
    }

    /**
     * An answer.
     *
     * @param detail in words, for the explanation
     * @param seats one for every new replica, in their order; empty where there is no room or nothing is known
     */
    record Room(boolean fits, String detail, List<Seat> seats) {
        public Room {
            seats = List.copyOf(seats);
        }
    }
}
