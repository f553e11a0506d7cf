package dev.headroom.receiver.gpu;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** The place that one new replica was given; until the replica has warmed up, it counts as taken. */
public sealed interface Seat {
    String service();

    /** When it was given. */
    Instant at();

    /**
     * On a GPU whose memory is measured.
     *
     * @param gpu its index, for people and for the placement
     * @param uuid which it is
     * @param bytes what the replica may come to use
     * @param usedBefore bytes that were in use on it when the place was given
     */
    record OnGpu(String service, int gpu, String uuid, long bytes, long usedBefore, Instant at) implements Seat {}

    /**
     * On a node whose whole GPUs are counted, and not their memory.
     *
     * @param gpus that the replica requests
     * @param requestedBefore GPUs that the service's own pods requested when the place was given
     */
    record OnNode(String service, String node, int gpus, int requestedBefore, Instant at) implements Seat {}

    static List<OnGpu> onGpus(Collection<? extends Seat> seats) {
        return those(OnGpu.class, seats);
    }

    static List<OnNode> onNodes(Collection<? extends Seat> seats) {
        return those(OnNode.class, seats);
    }

    private static <S extends Seat> List<S> those(Class<S> kind, Collection<? extends Seat> seats) {
        return seats.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
