package dev.headroom.receiver.watch;

import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.Headroom;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.Model.Loaded;
import dev.headroom.receiver.policy.GpuNeeds;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A wish for room on one of the GPUs that a service may use.
 *
 * @param needs of the service; null where nothing is wished
 * @param replicas the count to reach
 * @param bytes of one replica
 */
record RoomWish(@Nullable GpuNeeds needs, int replicas, long bytes) {

    static final RoomWish NONE = new RoomWish(null, 0, 0);

    boolean isSome() {
        return needs != null;
    }

    boolean allows(int gpu) {
        return needs != null && needs.places(replicas, gpu);
    }

    /** The GPU with most free memory of those where unloading can make enough room. */
    Optional<Gpu> choose(GpuSnapshot snapshot, List<Loaded> loaded) {
        return snapshot.gpus().stream()
                .filter(gpu -> allows(gpu.index()) && lacks(gpu) && canMakeRoom(gpu, snapshot, loaded))
                .max(Comparator.comparing(gpu -> gpu.memory().free()));
    }

    /** One that has room is not what the up waits for. */
    private boolean lacks(Gpu gpu) {
        return gpu.memory().free() - bytes < Headroom.least(gpu.memory().total());
    }

    /** Where a server does not tell how large a model is, it is tried. */
    private boolean canMakeRoom(Gpu gpu, GpuSnapshot snapshot, List<Loaded> loaded) {
        boolean any = Model.toUnload(loaded, gpu, snapshot).isPresent();
        return any
                && Model.couldComeFree(loaded, gpu, snapshot)
                        .map(most -> gpu.memory().free() + most - bytes
                                >= Headroom.least(gpu.memory().total()))
                        .orElse(true);
    }
}
