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

    static Sight impossible(String text) {
        return new Sight(Kind.IMPOSSIBLE, text, Set.of());
    }

    static Sight unwanted(String why) {
        return new Sight(Kind.UNWANTED, "no longer wanted: " + why, Set.of());
    }

    static Sight halted(String why) {
        return new Sight(Kind.HALTED, "no longer wanted: " + why, Set.of());
    }

    static Sight overtaken(String text) {
        return new Sight(Kind.OVERTAKEN, text, Set.of());
    }

    boolean is(Kind other) {
        return kind == other;
    }
}
