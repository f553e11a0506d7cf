package dev.headroom.receiver.target;

/**
 * Where a new replica is to be.
 *
 * @param gpu the UUID of a GPU; empty where it does not matter
 * @param sleeper the name of the replica that is to be woken, which is there; empty where one is to be started
 */
public record Place(String gpu, String sleeper) {

    /** Of one that is to be started. */
    public static Place on(String gpu) {
        return new Place(gpu, "");
    }
}
