package dev.headroom.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values with a unit, as people write them; empty where the text is something else. */
public final class Quantity {
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,9}");
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
    private static final Pattern DECIMAL_SIZE = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)([KMGT]B)");
    private static final Map<String, Integer> POINTS = Map.of("KB", 3, "MB", 6, "GB", 9, "TB", 12);
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)%");

    private Quantity() {}

    /** A decimal number of at most nine digits. */
    public static Optional<Integer> whole(String text) {
        return match(WHOLE, text).map(found -> Integer.valueOf(text));
    }

    /** A duration as Prometheus writes it, like {@code 1h30m}; {@code 0} needs no unit. */
    public static Optional<Duration> duration(String text) {
        return text.equals("0")
                ? Optional.of(Duration.ZERO)
                : match(DURATION, text).filter(found -> !text.isEmpty()).map(Quantity::sum);
    }

    /** A duration between two, both included. */
    public static Optional<Duration> duration(String text, Duration least, Duration most) {
        return duration(text).filter(duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
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
    public static Optional<Long> size(String text) {
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
    public static Optional<Double> percent(String text) {
        return match(PERCENT, text)
                .map(found -> new BigDecimal(found.group(1)).movePointLeft(2).doubleValue())
                .filter(ratio -> ratio > 0 && ratio <= 1);
    }

    /** A URL of the scheme, or of its secured form, with a host. */
    public static Optional<URI> url(String text, String scheme) {
        try {
            URI url = URI.create(text);
            return Optional.of(url)
                    .filter(any -> scheme.equals(any.getScheme()) || (scheme + "s").equals(any.getScheme()))
                    .filter(any -> any.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A path to a file. */
    public static Optional<Path> path(String text) {
        try {
            return Optional.of(text).filter(path -> !path.isBlank()).map(Path::of);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Matcher> match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
