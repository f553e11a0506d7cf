package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.past.Fetch;
import java.io.PrintStream;

/** How far a fetch is: a bar on a terminal; elsewhere only why it waits. */
final class ProgressBar implements Fetch.Progress {

    private static final int WIDTH = 30;
    private static final int HUNDRED = 100;
    private static final String CLEAR = "\r\033[K";

    private final PrintStream out;
    private final boolean terminal;
    private boolean drawn;

    ProgressBar(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void at(long done, long all, String waits) {
        if (terminal) {
            long filled = all == 0 ? WIDTH : done * WIDTH / all;
            long percent = all == 0 ? HUNDRED : done * HUNDRED / all;
            String bar = "#".repeat((int) filled) + " ".repeat((int) (WIDTH - filled));
            out.print(CLEAR + "fetching [" + bar + "] " + percent + " %" + (waits.isEmpty() ? "" : "  " + waits));
            out.flush();
            drawn = true;
        } else if (!waits.isEmpty()) {
            out.println("headroom: " + waits);
        }
    }

    /** Leaves nothing of it. */
    void clear() {
        if (drawn) {
            out.print(CLEAR);
            out.flush();
        }
    }
}
