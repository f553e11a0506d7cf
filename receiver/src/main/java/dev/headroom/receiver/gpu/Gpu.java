package dev.headroom.receiver.gpu;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One GPU as it was read: a whole one, or one instance of MIG, which has memory of its own.
 *
 * @param index its number on its host, as placement tables name it; instances of one card have that of the card
 * @param uuid by which it is known everywhere
 * @param utilization how busy it was, 0 to 1; null where the GPU does not tell
 * @param processes those that use it; empty where the GPU does not tell
 */
public record Gpu(
        int index,
        String uuid,
        String name,
        Memory memory,
        @Nullable Double utilization,
        List<GpuProcess> processes) {

    public Gpu {
        processes = List.copyOf(processes);
    }

    /** The same with so much more free memory, as far as it has it. */
    Gpu freeing(long bytes) {
        long free = Math.min(memory.total(), memory.free() + bytes);
        return new Gpu(index, uuid, name, new Memory(memory.total(), free), utilization, processes);
    }

    /** In bytes. What is not free is used, by processes or by the driver itself. */
    public record Memory(long total, long free) {
        public long used() {
            return total - free;
        }

        /** 0 to 1; 0 for a GPU without memory. */
        public double freeRatio() {
            return total == 0 ? 0 : (double) free / total;
        }
    }

    /**
     * A process on a GPU.
     *
     * @param used bytes; null where the driver does not tell
     */
    public record GpuProcess(long pid, @Nullable Long used) {}

    /** Why it cannot be as it was told; empty where it can. */
    Optional<String> wrong() {
        if (uuid.isBlank()) {
            return Optional.of("no UUID of it is told");
        }
        if (memory.total() <= 0 || memory.free() < 0 || memory.free() > memory.total()) {
            return Optional.of("it is told to have " + memory.free() + " bytes free of " + memory.total());
        }
        return Optional.empty();
    }

    /** Whether it is an instance of MIG, as NVML or DCGM tells it: it shares its index with others. */
    boolean isInstance() {
        return uuid.startsWith("MIG-") || uuid.contains(":");
    }

    /** Whether one of these indices and UUIDs may mean it, also that of its card; none mean any. */
    public boolean mayBeOneOf(Collection<String> names) {
        return names.isEmpty()
                || names.contains(uuid)
                || names.contains(uuid.split(":", 2)[0])
                || names.contains(String.valueOf(index));
    }

    /** For people: what has not an index of its own goes by its UUID, too. */
    public String inWords() {
        return "GPU " + index + (isInstance() ? " " + uuid : "");
    }

    /** Whether less is free than must stay free. */
    public boolean low() {
        return Headroom.isBelow(Headroom.LEAST, memory.free(), memory.total());
    }

    /** Whether so little is free that somebody should know. */
    public boolean warns() {
        return Headroom.isBelow(Headroom.WARNING, memory.free(), memory.total());
    }
}
