package dev.headroom.receiver.backtest.alerting;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/** Prometheus's templates as far as a count needs them: the value, whole or with its digits. */
final class Template {

    private static final Pattern VALUE = Pattern.compile("\\{\\{ *\\$value *}}");
    private static final Pattern WHOLE =
            Pattern.compile("\\{\\{ *(?:\\$value *\\| *printf *\"%.0f\"|printf *\"%.0f\" *\\$value) *}}");
    private static final Pattern OTHER = Pattern.compile("\\{\\{[^}]*\\$value[^}]*}}");

    private Template() {}

    static String fill(String text, double value) {
        if (!text.contains("{{")) {
            return text;
        }
        String digits = Double.isInfinite(value)
                ? "+Inf"
                : new BigDecimal(value).stripTrailingZeros().toPlainString();
        String whole = WHOLE.matcher(text).replaceAll(String.format(Locale.ROOT, "%.0f", value));
        return OTHER.matcher(VALUE.matcher(whole).replaceAll(digits))
                .replaceAll(String.format(Locale.ROOT, "%.4g", value));
    }
}
