package dev.headroom.receiver.gpu;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

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
     * @param sleeper the name of the replica that sleeps there and is to be woken; empty where one is to be started
     */
    record OnGpu(String service, int gpu, String uuid, long bytes, long usedBefore, Instant at, String sleeper)
            implements Seat {

        /** What a version that knew no sleepers has written has none. */
        public OnGpu {
            sleeper = Objects.requireNonNullElse(sleeper, "");
        }

        /** Of one that is to be started. */
        public OnGpu(String service, int gpu, String uuid, long bytes, long usedBefore, Instant at) {
            this(service, gpu, uuid, bytes, usedBefore, at, "");
        }
    }

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
