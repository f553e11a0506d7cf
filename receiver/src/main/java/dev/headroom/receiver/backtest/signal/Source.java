package dev.headroom.receiver.backtest.signal;

import java.util.Map;

/** Where the values come from that no rule records: metrics, and signals that are made of counters and histograms. */
public interface Source {

    /** Whether it can tell this name at all. */
    boolean knows(String name);

    /** The present value; NaN where there is none now. */
    double value(String name, Map<String, String> labels);
}
