package dev.headroom.receiver.wire;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A duration as Prometheus writes it: {@code 1h30m}, {@code 500ms}; {@code 0} needs no unit. */
public final class PrometheusDuration {

    private static final Pattern FORM = Pattern.compile("(?:([0-9]{1,8})y)?(?:([0-9]{1,8})w)?(?:([0-9]{1,8})d)?"
            + "(?:([0-9]{1,8})h)?(?:([0-9]{1,8})m)?(?:([0-9]{1,8})s)?(?:([0-9]{1,8})ms)?");
    private static final List<Duration> UNITS = List.of(
            Duration.ofDays(365),
            Duration.ofDays(7),
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1));

    private PrometheusDuration() {}

    /** Empty where the text is something else. */
    public static Optional<Duration> read(String text) {
        Matcher parts = FORM.matcher(text);
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        return text.isEmpty() || !parts.matches() ? Optional.empty() : Optional.of(sum(parts));
    }

    private static Duration sum(Matcher parts) {
        Duration sum = Duration.ZERO;
        for (int unit = 0; unit < UNITS.size(); unit++) {
            String count = parts.group(unit + 1);
            sum = count == null ? sum : sum.plus(UNITS.get(unit).multipliedBy(Long.parseLong(count)));
        }
        return sum;
    }
}
