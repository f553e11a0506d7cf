package dev.headroom.receiver.leader;

import java.util.function.Supplier;

/** Decides which of several receivers leads: of all that share a store and a target, one at a time acts. */
public interface Election extends AutoCloseable {

    /** Who stands in it, as the others are told. */
    Candidate candidate();

    /**
     * Whether this receiver leads, as far as it can know by now. Cheap, and asked before every effect, so that one that was
     * paused and has lost its lead does not act when it wakes.
     */
    boolean leads();

    /**
     * The number of its time in the lead, of the last one where that is over: higher with each new leader. 0 before the
     * first, and where no other can come to lead.
     */
    long term();

    /** Who leads, as last heard: as {@link Candidate#inWords}; or that nobody does. */
    String leader();

    /** Whether anybody leads, as last heard. */
    boolean isLed();

    /** Leads no more from now on, and lets another one lead; stands again later. */
    void resign();

    /** Stands no more, and lets another one lead at once. */
    @Override
    void close();

    /** Where no other can come to lead while this process lives. */
    static Election alone(Candidate candidate) {
        return new Alone(candidate, () -> "");
    }

    /**
     * Where no other can come to lead while something lasts.
     *
     * @param over why it does not; empty while it does
     */
    static Election alone(Candidate candidate, Supplier<String> over) {
        return new Alone(candidate, over);
    }

    /** It leads from its start to its end, or until that which kept others away is gone. */
    record Alone(Candidate candidate, Supplier<String> over) implements Election {
        @Override
        public boolean leads() {
            return over.get().isEmpty();
        }

        @Override
        public long term() {
            return 0;
        }

        @Override
        public String leader() {
            String why = over.get();
            return why.isEmpty() ? candidate.inWords() : "nobody known here (" + why + ")";
        }

        @Override
        public boolean isLed() {
            return leads();
        }

        @Override
        public void resign() {}

        @Override
        public void close() {}
    }
}
