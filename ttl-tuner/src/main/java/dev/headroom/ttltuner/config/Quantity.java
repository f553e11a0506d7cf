package dev.headroom.ttltuner.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values with a unit, as people write them; empty where the text is something else. */
final class Quantity {
    private static final Pattern DURATION = Pattern.compile("(?:([0-9]{1,8})y)?(?:([0-9]{1,8})w)?(?:([0-9]{1,8})d)?"
            + "(?:([0-9]{1,8})h)?(?:([0-9]{1,8})m)?(?:([0-9]{1,8})s)?(?:([0-9]{1,8})ms)?");
    private static final List<Duration> UNITS = List.of(
            Duration.ofDays(365),
            Duration.ofDays(7),
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1));
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)([KMGT]iB)");
    private static final Map<String, Integer> SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)%");

    private Quantity() {}

    /** As Prometheus writes them: {@code 1h30m}, {@code 500ms}; {@code 0} needs no unit. */
    static Optional<Duration> duration(String text) {
        return text.equals("0")
                ? Optional.of(Duration.ZERO)
                : match(DURATION, text).filter(found -> !text.isEmpty()).map(Quantity::sum);
    }

    private static Duration sum(Matcher parts) {
        Duration sum = Duration.ZERO;
        for (int unit = 0; unit < UNITS.size(); unit++) {
            String count = parts.group(unit + 1);
            sum = count == null ? sum : sum.plus(UNITS.get(unit).multipliedBy(Long.parseLong(count)));
        }
        return sum;
    }

    /** Bytes, from {@code 25GiB}; more than none. */
    static Optional<Long> size(String text) {
        return match(SIZE, text).map(Quantity::bytes).filter(bytes -> bytes > 0);
    }

    private static long bytes(Matcher size) {
        long unit = 1L << SHIFTS.getOrDefault(size.group(2), 0);
        return new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
    }

    /** Ratio over 0 up to 1, from {@code 60%}. */
    static Optional<Double> percent(String text) {
        return match(PERCENT, text)
                .map(found -> new BigDecimal(found.group(1)).movePointLeft(2).doubleValue())
                .filter(ratio -> ratio > 0 && ratio <= 1);
    }

    private static Optional<Matcher> match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
