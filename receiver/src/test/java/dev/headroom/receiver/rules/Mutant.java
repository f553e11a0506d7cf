package dev.headroom.receiver.rules;

import dev.headroom.receiver.rules.RuleFiles.AlertRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An alert with one thing changed that a test must notice.
 *
 * @param what is changed
 */
record Mutant(AlertRule alert, String what, Map<String, Object> rule) {
    private static final Pattern COMPARISON = Pattern.compile("(>=|<=|==|!=|>|<) (-?[0-9.]+)");
    private static final Pattern GUARD = Pattern.compile("\\s+and on \\([a-z]+\\) [^\\n]+");
    private static final BigDecimal LITTLE = new BigDecimal("0.02");
    private static final Map<String, String> OPPOSITE =
            Map.of(">", "<", "<", ">", "!=", "==", "==", "!=", ">=", "<", "<=", ">");
    private static final Pattern DURATION = Pattern.compile("([0-9]+)([smh])");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3600);
    private static final int MINUTE = 60;

    /** Nothing is changed, which no test may mind. */
    static Mutant none(AlertRule alert) {
        return new Mutant(alert, "nothing", alert.rule());
    }

    static List<Mutant> of(AlertRule alert) {
        List<Mutant> mutants = new ArrayList<>();
        expressions(alert, mutants);
        durations(alert, mutants);
        labels(alert, mutants);
        return mutants;
    }

    /** It lacks something, rather than having another value. */
    boolean removes() {
        return what.endsWith(" removed") || what.startsWith("without ") || what.equals("never fires");
    }

    private static void expressions(AlertRule alert, List<Mutant> into) {
        String expr = alert.rule().get("expr").toString();
        if (expr.equals("vector(1)")) {
            into.add(with(alert, "never fires", "expr", "vector(1) > 1"));
        }
        Matcher guard = GUARD.matcher(expr);
        while (guard.find()) {
            String without = expr.substring(0, guard.start()) + expr.substring(guard.end());
            into.add(with(alert, "without guard" + guard.group().replaceAll("\\s+", " "), "expr", without));
        }
        Matcher comparison = COMPARISON.matcher(expr);
        while (comparison.find()) {
            comparison(alert, expr, comparison, into);
        }
    }

    private static void comparison(AlertRule alert, String expr, Matcher found, List<Mutant> into) {
        String operator = found.group(1);
        BigDecimal number = new BigDecimal(found.group(2));
        BigDecimal step = step(expr, number);
        List<String> others = List.of(
                operator + " " + number.add(step).toPlainString(),
                operator + " " + number.subtract(step).toPlainString(),
                OPPOSITE.get(operator) + " " + number.toPlainString(),
                "");
        for (String other : others) {
            String changed = expr.substring(0, found.start()) + other + expr.substring(found.end());
            String what = found.group() + (other.isEmpty() ? " removed" : " -> " + other);
            into.add(with(alert, what, "expr", changed));
        }
    }

    /** One for counts, 2 % for what is measured. */
    private static BigDecimal step(String expr, BigDecimal number) {
        boolean measured = number.scale() > 0 || expr.contains("seconds:p95");
        return measured ? number.multiply(LITTLE).abs() : BigDecimal.ONE;
    }

    private static void durations(AlertRule alert, List<Mutant> into) {
        if (alert.rule().containsKey("keep_firing_for")) {
            into.add(with(alert, "keep_firing_for removed", "keep_firing_for", "0s"));
        }
        Object pending = alert.rule().get("for");
        if (pending == null) {
            into.add(with(alert, "for 1m", "for", "1m"));
            return;
        }
        Matcher duration = DURATION.matcher(pending.toString());
        if (!duration.matches()) {
            throw new IllegalStateException("a duration of another form: " + pending);
        }
        int seconds = Integer.parseInt(duration.group(1)) * SECONDS.get(duration.group(2));
        into.add(with(alert, "for removed", "for", "0s"));
        into.add(with(alert, "for a minute longer", "for", (seconds + MINUTE) + "s"));
        into.add(with(alert, "for a minute shorter", "for", Math.max(0, seconds - MINUTE) + "s"));
    }

    private static void labels(AlertRule alert, List<Mutant> into) {
        Map<String, Object> labels = RuleFiles.map(alert.rule().get("labels"));
        for (String label : labels.keySet()) {
            Map<String, Object> fewer = new LinkedHashMap<>(labels);
            fewer.put(label, "another");
            into.add(with(alert, "another " + label, "labels", fewer));
        }
    }

    private static Mutant with(AlertRule alert, String what, String key, Object value) {
        Map<String, Object> rule = new LinkedHashMap<>(alert.rule());
        rule.put(key, value);
        return new Mutant(alert, what, rule);
    }

    @Override
    public String toString() {
        return alert + ": " + what;
    }
}
