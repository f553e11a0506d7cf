package dev.headroom.receiver.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** The signal SIGHUP, which by an old habit tells a server to read its files again. */
final class Hangup {

    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /** Does this at each, in place of ending; where the system knows no such signal, nothing is done. */
    static void means(Runnable reload) {
        try {
            Signal.handle(new Signal("HUP"), signal -> reload.run());
        } catch (IllegalArgumentException e) {
            LOG.debug("SIGHUP cannot be taken here: {}", e.getMessage());
        }
    }
}
