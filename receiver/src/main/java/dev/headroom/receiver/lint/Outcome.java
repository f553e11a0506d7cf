package dev.headroom.receiver.lint;

/**
 * What an expression can give.
 *
 * @param values that its series can have
 */
record Outcome(Presence presence, Interval values) {

    /** When it gives any series, from never to always. */
    enum Presence {
        NEVER,
        /** It goes by the values. */
        SOMETIMES,
        /** Whenever there is something measured, whatever its value. */
        WITH_DATA,
        ALWAYS;

        Presence or(Presence other) {
            return compareTo(other) >= 0 ? this : other;
        }

        Presence and(Presence other) {
            return compareTo(other) <= 0 ? this : other;
        }
    }

    static Outcome always(Interval values) {
        return new Outcome(Presence.ALWAYS, values);
    }

    boolean isNever() {
        return presence == Presence.NEVER;
    }

    Outcome with(Interval others) {
        return new Outcome(presence, others);
    }

    Outcome with(Presence other) {
        return new Outcome(other, values);
    }

    /** Filtered by something else. */
    Outcome atMost(Presence other) {
        return with(presence.and(other));
    }
}
