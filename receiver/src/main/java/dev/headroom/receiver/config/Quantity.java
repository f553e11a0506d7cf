package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.Cost;
import dev.headroom.receiver.wire.PrometheusDuration;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values with a unit, as people write them; empty where the text is something else. */
public final class Quantity {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,9}");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)([KMGT]iB)");
    private static final Map<String, Integer> SHIFTS = Map.of("KiB", 10, "MiB", 20, "GiB", 30, "TiB", 40);
    private static final Pattern DECIMAL_SIZE = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)([KMGT]B)");
    private static final Map<String, Integer> POINTS = Map.of("KB", 3, "MB", 6, "GB", 9, "TB", 12);
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)%");
    private static final Pattern COST = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)(?: ([A-Z]{3}))?");
    private static final Pattern HOURS =
            Pattern.compile("((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,6})(?:(-)([0-9]{1,6})?)?");

    private Quantity() {}

    /** {@code from} and {@code to} are wall-clock times. */
    record Hours(LocalTime from, LocalTime to) {}

    /** Both ends inclusive; no {@code to} means no end. */
    record Range(int from, Optional<Integer> to) {
        boolean isOrdered() {
            return to.map(end -> from <= end).orElse(true);
        }
    }

    static Optional<Integer> whole(String text) {
        return match(WHOLE, text).map(found -> Integer.valueOf(text));
    }

    /** A duration as Prometheus writes it, like {@code 1h30m}; {@code 0} needs no unit. */
    public static Optional<Duration> duration(String text) {
        return PrometheusDuration.read(text);
    }

    /** Bytes, from {@code 25GiB}; more than none. */
    static Optional<Long> size(String text) {
        return match(SIZE, text).map(Quantity::bytes).filter(bytes -> bytes > 0);
    }

    /** Bytes, from {@code 16GB} (decimal, as makers count) or {@code 16GiB}; more than none. */
    public static Optional<Long> anySize(String text) {
        return size(text)
                .or(() -> match(DECIMAL_SIZE, text)
                        .map(found -> new BigDecimal(found.group(1))
                                .movePointRight(POINTS.getOrDefault(found.group(2), 0))
                                .longValue())
                        .filter(bytes -> bytes > 0));
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

    /** An amount over 0, with or without a currency, from {@code 1.20 EUR}. */
    static Optional<Cost> cost(String text) {
        return match(COST, text)
                .map(found -> new Cost(
                        new BigDecimal(found.group(1)),
                        Optional.ofNullable(found.group(2)).orElse("")))
                .filter(cost -> cost.amount().signum() > 0);
    }

    static Optional<Hours> hours(String text) {
        return match(HOURS, text)
                .map(found -> new Hours(LocalTime.parse(found.group(1)), LocalTime.parse(found.group(2))));
    }

    /** {@code 3}, {@code 0-2} or {@code 5-}. */
    static Optional<Range> range(String text) {
        return match(RANGE, text).map(Quantity::ends).filter(Range::isOrdered);
    }

    private static Range ends(Matcher found) {
        int from = Integer.parseInt(found.group(1));
        Optional<Integer> to = Optional.ofNullable(found.group(3)).map(Integer::valueOf);
        return new Range(from, found.group(2) == null ? Optional.of(from) : to);
    }

    private static Optional<Matcher> match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
