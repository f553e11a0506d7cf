package dev.headroom.receiver.web;

import java.util.List;

/** Port to whoever reads the files again that the receiver was started from. */
@FunctionalInterface
public interface Reload {

    /**
     * What came of it.
     *
     * @param mistakes why the policy was not taken; empty where it is in force
     * @param restart the keys of headroom.yml whose change holds after a restart only
     */
    record Outcome(List<String> mistakes, List<String> restart) {
        public Outcome {
            mistakes = List.copyOf(mistakes);
            restart = List.copyOf(restart);
        }

        public boolean taken() {
            return mistakes.isEmpty();
        }
    }

    Outcome reload();
}
