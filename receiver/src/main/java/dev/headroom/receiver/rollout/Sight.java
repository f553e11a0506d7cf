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
        /** It has an effect ahead, and nobody can tell whether it is still wanted. */
        UNJUDGED,
        /** The target or a replica could not do or tell it. */
        FAILED,
        /** The target cannot do it until a person changes something. */
        IMPOSSIBLE,
        /** It has had no effect yet, and there is no reason for it any more. */
        UNWANTED,
        /** It may have had an effect, and there is no reason to go on. */
        HALTED,
        /** Somebody else has set another count. */
        OVERTAKEN
    }

    Sight(Kind kind, String text) {
        this(kind, text, Set.of());
    }

    static Sight done() {
        return done("");
    }

    static Sight done(String text) {
        return new Sight(Kind.DONE, text);
    }

    static Sight chosen(Set<String> kept) {
        return new Sight(Kind.DONE, "", kept);
    }

    static Sight waits(String text) {
        return new Sight(Kind.WAITS, text);
    }

    static Sight failed(String text) {
        return new Sight(Kind.FAILED, text);
    }
}
