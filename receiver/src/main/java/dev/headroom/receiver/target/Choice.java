package dev.headroom.receiver.target;

/** Which replicas stop when a service is scaled down. */
public enum Choice {
    /** Those that the caller does not want kept. */
    FREE,
    /** The highest numbers, whatever is wanted. */
    HIGHEST,
    /** Whichever the platform takes: nobody knows before. */
    PLATFORM
}
