package dev.headroom.receiver.gpu;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All GPUs at one instant.
 *
 * @param gpus by rising index
 * @param faults the GPUs that are there and could not be read
 */
public record GpuSnapshot(Instant at, List<Gpu> gpus, List<Fault> faults) {

    /** Why a GPU, or an instance of it, could not be read, in words. */
    public record Fault(int index, String problem) {}

    public GpuSnapshot {
        gpus = List.copyOf(gpus);
        faults = List.copyOf(faults);
    }

    /** One, or the instances of MIG of one card; none where it is not there. */
    List<Gpu> on(int index) {
        return gpus.stream().filter(gpu -> gpu.index() == index).toList();
    }

    public Optional<Gpu> gpu(String uuid) {
        return gpus.stream().filter(gpu -> gpu.uuid().equals(uuid)).findFirst();
    }

    List<Fault> faultsOn(int index) {
        return faults.stream().filter(fault -> fault.index() == index).toList();
    }
}
