package dev.headroom.receiver.rollout;

import java.util.Set;

/**
 * What came of the step just tried.
 *
 * @param text what it waits for, why it failed, or what should be told; may be empty
 * @param kept the replicas chosen to stay; only ever from the first step and where they are chosen again, else empty
 * @param progress of new replicas, where the step is to wait for them
 */
record Sight(Kind kind, String text, Set<String> kept, Progress progress) {

    /**
     * How far new replicas are.
     *
     * @param ready how many of them
     * @param oneByOne whether the next one is made only when the one before is ready
     */
    record Progress(int ready, boolean oneByOne) {
        static final Progress NONE = new Progress(0, false);
    }

    enum Kind {
        /** The step is complete. */
        DONE,
        /** Other replicas than those that were asked would be stopped by now; these have been chosen. */
        RECHOSEN,
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
        this(kind, text, Set.of(), Progress.NONE);
    }

    static Sight done() {
        return done("");
    }

    static Sight done(String text) {
        return new Sight(Kind.DONE, text);
    }

    static Sight chosen(Set<String> kept) {
        return new Sight(Kind.DONE, "", kept, Progress.NONE);
    }

    static Sight rechosen(String why, Set<String> kept) {
        return new Sight(Kind.RECHOSEN, why, kept, Progress.NONE);
    }

    /** Not yet, while new replicas are as far as this. */
    static Sight waits(String text, Progress progress) {
        return new Sight(Kind.WAITS, text, Set.of(), progress);
    }

    static Sight waits(String text) {
        return new Sight(Kind.WAITS, text);
    }

    static Sight failed(String text) {
        return new Sight(Kind.FAILED, text);
    }
}
