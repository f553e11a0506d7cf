package dev.headroom.receiver.target;

/** Fences for tests of targets. */
public final class Fences {
    /** Of whoever always leads. */
    public static final Fence OPEN = new Fence(() -> true);

    private Fences() {}
}
