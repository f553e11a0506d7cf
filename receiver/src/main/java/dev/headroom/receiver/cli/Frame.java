package dev.headroom.receiver.cli;

import picocli.CommandLine.Help.Ansi;

/** One view after another: on a terminal in the same place, elsewhere below each other. */
final class Frame {
    /** Leaves what the terminal has scrolled away as it is. */
    private static final String SAME_PLACE = "\u001b[H\u001b[2J";

    private Frame() {}

    static String start() {
        return Ansi.AUTO.enabled() ? SAME_PLACE : System.lineSeparator();
    }
}
