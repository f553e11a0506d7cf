package dev.headroom.receiver.hook;

import java.util.Locale;

/** What a replica can be asked, or told. */
public enum Hook {
    /** How many tasks it works on. */
    ACTIVE_TASKS,
    /** To take no new work. */
    DRAIN,
    /** To finish a checkpoint; a yes means that it is safe on disk. */
    CHECKPOINT,
    /** Whether its model is loaded, so that the warm-up may end early. */
    LOADED,
    /** To take work, or to take it again after a drain that came to nothing. */
    ROUTE;

    /** As in {@code headroom.yml}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
