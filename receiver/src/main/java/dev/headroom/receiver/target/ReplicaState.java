package dev.headroom.receiver.target;

import java.util.Locale;

/** How far a replica is. */
public enum ReplicaState {
    CREATED,
    /** The platform finds no place for it; its note says why. */
    UNPLACED,
    STARTING,
    READY,
    UNHEALTHY,
    /** Nothing of it runs, and the platform tries again: an image that cannot be pulled, a crash loop. Its note says why. */
    FAILING,
    /** It runs, and its server, which can sleep, does not tell whether it does. Its note says why. */
    UNTOLD,
    /**
     * It is still there and has ended, and nobody is known to have stopped it: a crash, a host that restarted. Only of a
     * platform that does not bring it back by itself.
     */
    LOST,
    /** Somebody stopped it. */
    STOPPED,
    /** It runs, and its server has given its GPU memory back until it is woken: it takes no work. */
    ASLEEP,
    /** It was left asleep, and is awake without having been told to be: a call that came late, another hand. Soon asleep again. */
    ROUSED,
    /** Begun by a process that led before, after it had lost the lead: soon removed. */
    STRAY;

    /** Whether it is one of those that the count is made of. */
    public boolean counts() {
        return compareTo(LOST) < 0;
    }

    /** Whether a process is there that can be asked, and that could lose work. */
    public boolean runs() {
        return this == STARTING || this == READY || this == UNHEALTHY || this == UNTOLD;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
