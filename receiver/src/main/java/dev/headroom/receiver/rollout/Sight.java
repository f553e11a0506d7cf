package dev.headroom.receiver.rollout;

import java.util.Set;

/**
 * What came of the step just tried.
 *
 * @param text what it waits for, why it failed, or what should be told; may be empty
 * @param kept the replicas chosen to stay; only ever from the first step, else empty
 */
record Sight(Kind kind, String text, Set<String> kept) {

    enum Kind {
        /** The step is complete. */
        DONE,
        /** Not yet. */
        WAITS,
        /** Nobody can tell whether it is still wanted. */
        UNJUDGED,
        /** The target or a replica could not do or tell it. */
        FAILED,
        /** There is no reason for the rollout any more, or somebody else has set another count. */
        OVERTAKEN
    }

    static Sight done() {
        return done("");
    }

    static Sight done(String text) {
        return new Sight(Kind.DONE, text, Set.of());
    }

    static Sight chosen(Set<String> kept) {
        return new Sight(Kind.DONE, "", kept);
    }

    static Sight waits(String text) {
        return new Sight(Kind.WAITS, text, Set.of());
    }

    static Sight unjudged(String text) {
        return new Sight(Kind.UNJUDGED, text, Set.of());
    }

    static Sight failed(String text) {
        return new Sight(Kind.FAILED, text, Set.of());
    }

    static Sight overtaken(String text) {
        return new Sight(Kind.OVERTAKEN, text, Set.of());
    }

    boolean is(Kind other) {
        return kind == other;
    }
}
