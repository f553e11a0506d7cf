package dev.headroom.receiver.backtest;

import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that a sweep varies, with the values that it takes.
 *
 * @param subject an alert, a trigger, or another autoscaler
 * @param key {@code threshold} or {@code for} of an alert, {@code cooldown} of a trigger, one of {@link Autoscalers#KEYS} of another
 *     autoscaler
 */
public record Variable(String subject, String key, List<String> values) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]+)\\.([a-z_]+)=(.+)");
    private static final Pattern RANGE = Pattern.compile("([0-9.]+)\\.\\.([0-9.]+),([0-9.]+)([smhd]?)");
    private static final List<String> OF_RULES = List.of("threshold", "for", "cooldown");
    private static final int MOST = 200;

    /**
     * Reads {@code LLMQueueBuildup.threshold=20..80,10}: from, to, step; or single values with commas between them.
     *
     * @throws BacktestException where it has another form
     */
    public static Variable parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()
                || !Autoscalers.KEYS.getOrDefault(form.group(1), OF_RULES).contains(form.group(2))) {
            throw wrong(text);
        }
        List<String> values = values(form.group(3), text);
        return new Variable(form.group(1), form.group(2), values);
    }

    private static BacktestException wrong(String text) {
        return new BacktestException("--sweep: must be a name, what of it, and values, found \"" + text
                + "\"; write it like LLMQueueBuildup.threshold=20..80,10, LLMQueueBuildup.for=1m,2m,5m,"
                + " queue_length.cooldown=5..15,5m or hpa.utilization=30..80,10. What may vary is "
                + alternatives(OF_RULES)
                + " of rules, "
                + Autoscalers.KEYS.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(known -> alternatives(known.getValue()) + " of " + known.getKey())
                        .collect(Collectors.joining(", ")));
    }

    private static String alternatives(List<String> keys) {
        return String.join(" or ", keys);
    }

    private static List<String> values(String written, String text) {
        Matcher range = RANGE.matcher(written);
        if (!range.matches()) {
            return Arrays.stream(written.split(",", -1)).map(String::strip).toList();
        }
        try {
            BigDecimal step = new BigDecimal(range.group(3));
            BigDecimal end = new BigDecimal(range.group(2));
            List<String> values = new ArrayList<>();
            for (BigDecimal value = new BigDecimal(range.group(1));
                    step.signum() > 0 && value.compareTo(end) <= 0 && values.size() <= MOST;
                    value = value.add(step)) {
                values.add(value.toPlainString() + range.group(4));
            }
            if (values.isEmpty() || values.size() > MOST) {
                throw new BacktestException("--sweep: a range must have 1 to " + MOST + " values, found \"" + written
                        + "\"; write from..to,step with a step of more than 0");
            }
            return values;
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
    }

    /** The candidate with one of the values; empty where it has nothing of that name. */
    public Optional<Candidate> in(Candidate candidate, String value) {
        String name = candidate.name() + " " + subject + "." + key + "=" + value;
        return plan(candidate.plan(), value).map(plan -> new Candidate(name, plan, candidate.sleep()));
    }

    private Optional<Candidate.Plan> plan(Candidate.Plan plan, String value) {
        if (Autoscalers.KEYS.containsKey(subject)) {
            return new Autoscalers(subject, key).in(plan, value);
        }
        return plan instanceof Candidate.Rules rules
                ? (key.equals("cooldown") ? cooldown(rules.rules(), value) : alert(rules.rules(), value))
                        .map(Candidate.Rules::new)
                : Optional.empty();
    }

    private Optional<RuleSet> alert(RuleSet rules, String value) {
        List<AlertRule> alerts = new ArrayList<>();
        boolean found = false;
        for (AlertRule rule : rules.alerts()) {
            Optional<AlertRule> other = rule.name().equals(subject) ? changed(rule, value) : Optional.empty();
            found |= other.isPresent();
            alerts.add(other.orElse(rule));
        }
        return found ? Optional.of(rules.with(alerts)) : Optional.empty();
    }

    private Optional<AlertRule> changed(AlertRule rule, String value) {
        return key.equals("for")
                ? Optional.of(rule.withPending(Autoscalers.duration(value)))
                : rule.withThreshold(Autoscalers.decimal(value).toPlainString());
    }

    private Optional<RuleSet> cooldown(RuleSet rules, String value) {
        Map<String, ServicePolicy> services = new LinkedHashMap<>(rules.policy().services());
        boolean found = services.values().stream()
                .anyMatch(service -> service.triggers().containsKey(subject));
        services.replaceAll((name, service) -> cooling(service, Autoscalers.duration(value)));
        ScalingPolicy policy = new ScalingPolicy(
                services, rules.policy().matrix(), rules.policy().schedule());
        return found ? Optional.of(rules.with(policy)) : Optional.empty();
    }

    private ServicePolicy cooling(ServicePolicy service, Duration cooldown) {
        Map<String, Trigger> triggers = new HashMap<>(service.triggers());
        triggers.computeIfPresent(
                subject, (name, trigger) -> new Trigger(name, cooldown, trigger.upOnly(), trigger.benefit()));
        return service.with(triggers);
    }
}
