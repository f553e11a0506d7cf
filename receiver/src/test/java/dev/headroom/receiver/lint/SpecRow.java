package dev.headroom.receiver.lint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the specification's tables 1.1 to 1.3, in its words.
 *
 * @param up threshold and duration, like {@code >70% for 3 minutes}
 * @param down the same; {@code -} for none
 * @param cooldown {@code -} for none
 */
record SpecRow(String section, String service, String trigger, String metric, String up, String down, String cooldown) {
    private static final Path FILE = Path.of("src/test/resources/rules/spec-triggers.txt");
    private static final Pattern THRESHOLD =
            Pattern.compile("([<>])([0-9.]+)(%| seconds| minutes|/hour| \\w+)?(?: for ([0-9]+) (minutes|hour))?");
    private static final Map<String, BigDecimal> FACTORS =
            Map.of("%", new BigDecimal("0.01"), " minutes", BigDecimal.valueOf(60));

    static List<SpecRow> all() {
        try {
            return Files.readAllLines(FILE).stream().map(SpecRow::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SpecRow of(String line) {
        String[] cells = line.split(" \\| ", -1);
        return new SpecRow(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6]);
    }

    Tree.TriggerKey key() {
        return new Tree.TriggerKey(service, trigger);
    }

    String words(String scale) {
        return scale.equals("up") ? up : down;
    }

    /** The operator and the number, in the unit of the signal: a ratio or seconds or a count. */
    String threshold(String scale) {
        Matcher found = match(scale);
        BigDecimal number = new BigDecimal(found.group(2));
        BigDecimal factor = FACTORS.getOrDefault(found.group(3), BigDecimal.ONE);
        return found.group(1) + " "
                + number.multiply(factor).stripTrailingZeros().toPlainString();
    }

    /** Empty where the specification names none. */
    Optional<Duration> pending(String scale) {
        Matcher found = match(scale);
        return Optional.ofNullable(found.group(4))
                .map(Long::parseLong)
                .map(count -> found.group(5).equals("hour") ? Duration.ofHours(count) : Duration.ofMinutes(count));
    }

    Duration coolingFor() {
        return cooldown.equals("-") ? Duration.ZERO : Duration.ofMinutes(Long.parseLong(cooldown.split(" ")[0]));
    }

    private Matcher match(String scale) {
        Matcher found = THRESHOLD.matcher(words(scale));
        if (!found.matches()) {
            throw new IllegalStateException("another form: " + words(scale));
        }
        return found;
    }
}
