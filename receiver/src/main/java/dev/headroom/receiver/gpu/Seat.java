package dev.headroom.receiver.gpu;

import java.time.Instant;

/**
 * The place of one new replica on a GPU. Until the replica has warmed up, its memory counts as taken. Where whole GPUs are
 * counted and not their memory, it is a place on a node, and all amounts are numbers of GPUs.
 *
 * @param gpu index of the GPU; 0 for a place on a node
 * @param uuid of the GPU, or the node
 * @param bytes what it may come to use
 * @param usedBefore bytes that were in use on the GPU when the place was given; on a node, GPUs of the service's own pods
 * @param at when it was given
 */
public record Seat(String service, int gpu, String uuid, long bytes, long usedBefore, Instant at) {
    private static final String NODE = "node/";

    /** A place for a replica that needs so many whole GPUs of a node. */
    public static Seat onNode(String service, String node, int gpus, int before, Instant at) {
        return new Seat(service, 0, NODE + node, gpus, before, at);
    }

    /** Whether it is a place on a node. */
    public boolean countsWhole() {
        return uuid.startsWith(NODE);
    }
}
