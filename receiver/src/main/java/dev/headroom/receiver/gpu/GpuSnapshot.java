package dev.headroom.receiver.gpu;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All GPUs at one instant.
 *
 * @param gpus by rising index
 * @param faults the GPUs that are there and could not be read
 */
public record GpuSnapshot(Instant at, List<Gpu> gpus, List<Fault> faults) {

    /** Why a GPU, or an instance of it, could not be read, in words. */
    public record Fault(int index, String problem) {}

    /** Those that cannot be as they were told are faults: whoever were given room there would be given what is not there. */
    public static GpuSnapshot of(Instant at, List<Gpu> told, List<Fault> faults) {
        List<Gpu> gpus = new ArrayList<>();
        List<Fault> all = new ArrayList<>(faults);
        for (Gpu gpu : told) {
            boolean twice = told.stream()
                            .filter(other -> other.uuid().equals(gpu.uuid()))
                            .count()
                    > 1;
            Optional<String> wrong =
                    twice ? Optional.of("several GPUs are told by the UUID " + gpu.uuid()) : gpu.wrong();
            wrong.ifPresentOrElse(words -> all.add(new Fault(gpu.index(), words)), () -> gpus.add(gpu));
        }
        return new GpuSnapshot(at, gpus, all);
    }

    public GpuSnapshot {
        gpus = List.copyOf(gpus);
        faults = List.copyOf(faults);
    }

    /** One, or the instances of MIG of one card; none where it is not there. */
    List<Gpu> on(int index) {
        return gpus.stream().filter(gpu -> gpu.index() == index).toList();
    }

    /** The same with more free memory on one of them, as far as it has it. */
    GpuSnapshot freeing(String uuid, long bytes) {
        return new GpuSnapshot(
                at,
                gpus.stream()
                        .map(gpu -> gpu.uuid().equals(uuid) ? gpu.freeing(bytes) : gpu)
                        .toList(),
                faults);
    }

    public Optional<Gpu> gpu(String uuid) {
        return gpus.stream().filter(gpu -> gpu.uuid().equals(uuid)).findFirst();
    }

    /** The one that an index or a UUID means, also that of its card; empty where it may be another, or one that cannot be read. */
    Optional<Gpu> meant(String name) {
        List<Gpu> found =
                gpus.stream().filter(gpu -> gpu.mayBeOneOf(Set.of(name))).toList();
        return onlyOne(found)
                .filter(gpu -> gpu.uuid().equals(name) || faultsOn(gpu.index()).isEmpty());
    }

    /** The one that there is; empty where there are more. */
    Optional<Gpu> only() {
        return faults.isEmpty() ? onlyOne(gpus) : Optional.empty();
    }

    private static Optional<Gpu> onlyOne(List<Gpu> found) {
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    List<Fault> faultsOn(int index) {
        return faults.stream().filter(fault -> fault.index() == index).toList();
    }
}
