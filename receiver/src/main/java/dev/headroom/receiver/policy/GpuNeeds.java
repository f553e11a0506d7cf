package dev.headroom.receiver.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a service needs of GPUs (spec 1.2).
 *
 * @param check ups wait for room in VRAM
 * @param vramPerReplica bytes; null where it is not configured
 * @param placement which GPUs a replica may use, by the replica count to reach; empty for any
 */
public record GpuNeeds(boolean check, @Nullable Long vramPerReplica, List<Placement> placement) {
    public static final GpuNeeds NONE = new GpuNeeds(false, null, List.of());

    public GpuNeeds {
        placement = List.copyOf(placement);
    }

    /** The GPUs that the replica which makes the count so may use (spec 1.2); null for all. */
    public @Nullable List<Integer> gpusFor(int replicas) {
        for (Placement row : placement) {
            if (row.to() == null || replicas <= row.to()) {
                return row.gpus();
            }
        }
        return null;
    }

    /** Whether replicas may be on the GPU while there are so many. */
    public boolean places(int replicas, int gpu) {
        List<Integer> allowed = gpusFor(replicas);
        return allowed == null || allowed.contains(gpu);
    }

    /** Whether a service that has to do with GPUs at all has replicas on this one while there are so many. */
    public boolean uses(int replicas, int gpu) {
        return (check || !placement.isEmpty()) && places(replicas, gpu);
    }

    /**
     * A row of the placement table.
     *
     * @param from smallest replica count, inclusive
     * @param to largest replica count, inclusive; null for no end
     * @param gpus GPU indices; null for all
     */
    public record Placement(
            int from, @Nullable Integer to, @Nullable List<Integer> gpus) {}
}
