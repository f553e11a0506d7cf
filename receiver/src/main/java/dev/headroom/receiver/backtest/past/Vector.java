package dev.headroom.receiver.backtest.past;

import java.util.List;
import java.util.Map;

/** What an expression tells over a range: elements with labels that stay the same, each of which is there at some of its points. */
interface Vector {

    /** One for each element. */
    List<Map<String, String>> labels();

    boolean has(int element, int point);

    /** Meaningless where the element is not there. */
    double value(int element, int point);
}
