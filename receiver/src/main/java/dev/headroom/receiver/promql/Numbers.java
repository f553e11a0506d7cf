package dev.headroom.receiver.promql;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers and durations. */
final class Numbers {
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|[smhdwy])");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7),
            "y", Duration.ofDays(365));

    private Numbers() {}

    static double read(Token token) throws PromqlException {
        String text = token.text();
        try {
            return text.startsWith("0x") || text.startsWith("0X")
                    ? Long.parseLong(text.substring(2), 16)
                    : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new PromqlException(token.quoted() + " is no number", token.at());
        }
    }

    static Duration duration(Token token) throws PromqlException {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(token.text());
        try {
            while (part.find()) {
                sum = sum.plus(
                        UNITS.getOrDefault(part.group(2), Duration.ZERO).multipliedBy(Long.parseLong(part.group(1))));
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw new PromqlException(token.quoted() + " is too long a time", token.at());
        }
        return sum;
    }
}
