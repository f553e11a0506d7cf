package dev.headroom.receiver.gpu;

import java.time.Instant;

/**
 * The place of one new replica on a GPU. Until the replica has warmed up, its memory counts as taken.
 *
 * @param gpu index of the GPU
 * @param bytes what it may come to use
 * @param usedBefore bytes that were in use on the GPU when the place was given
 * @param at when it was given
 */
public record Seat(String service, int gpu, String uuid, long bytes, long usedBefore, Instant at) {}
