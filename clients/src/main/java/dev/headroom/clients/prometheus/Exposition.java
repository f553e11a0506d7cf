package dev.headroom.clients.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Metrics as a server exposes them to Prometheus. */
public final class Exposition {
    private static final Pattern SAMPLE =
            Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{[^\\n]*})? ([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?|NaN)");

    private Exposition() {}

    /** Whether a series of a name has a label, as {@code name="value"}, and is 1. */
    public static boolean isOne(byte[] text, String name, String label) {
        String series =
                "(?m)^" + Pattern.quote(name) + "\\{([^\\n]*,)?" + Pattern.quote(label) + "(,[^\\n]*)?} 1(\\.0)?$";
        return Pattern.compile(series)
                .matcher(new String(text, StandardCharsets.UTF_8))
                .find();
    }

    /** The sum of all series of each name; NaN where one of them is no number. */
    public static Map<String, Double> sums(byte[] text) {
        Map<String, Double> sums = new HashMap<>();
        Matcher sample = SAMPLE.matcher(new String(text, StandardCharsets.UTF_8));
        while (sample.find()) {
            sums.merge(sample.group(1), Double.parseDouble(sample.group(2)), Double::sum);
        }
        return sums;
    }
}
