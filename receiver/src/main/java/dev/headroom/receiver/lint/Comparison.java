package dev.headroom.receiver.lint;

import java.math.BigDecimal;
import java.util.Map;

/**
 * The form of a threshold: {@code signal{label="value"} > number}.
 *
 * @param labels matchers of the signal with {@code =}
 * @param number as it is written
 */
record Comparison(String signal, Map<String, String> labels, String operator, String number) {

    BigDecimal value() {
        return new BigDecimal(number);
    }

    /** Whether it holds for values above the number. */
    boolean isHigh() {
        return operator.startsWith(">");
    }

    /** {@code > 50}. */
    String threshold() {
        return operator + " " + number;
    }
}
