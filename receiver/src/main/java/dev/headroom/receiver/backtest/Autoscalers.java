package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.keda.KedaSpec;
import dev.headroom.receiver.backtest.candidate.knative.KpaSpec.Setting;
import dev.headroom.settings.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep may vary of another autoscaler.
 *
 * @param subject {@code hpa}, {@code keda} or {@code kpa}
 * @param key one of {@link #KEYS}
 */
record Autoscalers(String subject, String key) {

    /** What may be varied of each. */
    static final Map<String, List<String>> KEYS = Map.of(
            "hpa", List.of("utilization", "queue"),
            "keda", List.of("threshold", "utilization", "polling", "cooldown"),
            "kpa", List.of("target", "window", "panic_threshold", "scale_down_delay"));

    /** A plan with another value; empty where it is none of that autoscaler. */
    Optional<Candidate.Plan> in(Candidate.Plan plan, String value) {
        if (plan instanceof Candidate.Hpa hpa && subject.equals("hpa")) {
            boolean queue = key.equals("queue");
            return Optional.of(new Candidate.Hpa(hpa.spec().with(queue, queue ? number(value) : percent(value))));
        }
        if (plan instanceof Candidate.Keda keda && subject.equals("keda")) {
            return Optional.of(new Candidate.Keda(keda(keda.spec(), value), keda.rules()));
        }
        if (plan instanceof Candidate.Kpa kpa && subject.equals("kpa")) {
            Setting setting = Setting.valueOf(key.toUpperCase(Locale.ROOT));
            Map<Setting, Double> varied = new EnumMap<>(Setting.class);
            varied.putAll(kpa.varied());
            varied.put(setting, kpa(setting, value));
            return Optional.of(new Candidate.Kpa(kpa.spec(), varied));
        }
        return Optional.empty();
    }

    private KedaSpec keda(KedaSpec spec, String value) {
        return switch (key) {
            case "polling" -> spec.withPolling(Math.max(1, seconds(value)));
            case "cooldown" -> spec.withCooldown(seconds(value));
            case "utilization" -> spec.with(false, percent(value));
            default -> spec.with(true, threshold(spec, value));
        };
    }

    /** Two queries have units of their own. */
    private double threshold(KedaSpec spec, String value) {
        long queries = spec.triggers().stream()
                .filter(trigger -> !trigger.query().isEmpty())
                .count();
        if (queries > 1) {
            throw new BacktestException("--sweep: keda.threshold must be of one trigger of type prometheus, found "
                    + queries + "; name a manifest with one of them");
        }
        return number(value);
    }

    private double kpa(Setting setting, String value) {
        return switch (setting) {
            case TARGET, PANIC_THRESHOLD -> number(value);
            case WINDOW -> Math.max(1, seconds(value));
            case SCALE_DOWN_DELAY -> seconds(value);
        };
    }

    private double percent(String value) {
        return number(value) / 100;
    }

    private double number(String value) {
        double number = decimal(value).doubleValue();
        if (number <= 0) {
            throw new BacktestException(
                    "--sweep: " + subject + "." + key + " must be more than 0, found " + value + "; correct the range");
        }
        return number;
    }

    private static int seconds(String value) {
        return (int) duration(value).toSeconds();
    }

    static BigDecimal decimal(String value) {
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            throw new BacktestException("--sweep: must be a number, found \"" + value + "\"; write it like 20..80,10");
        }
    }

    static Duration duration(String value) {
        return Quantity.duration(value)
                .orElseThrow(() -> new BacktestException(
                        "--sweep: must be a duration, found \"" + value + "\"; write it like 2m or 5..15,5m"));
    }
}
