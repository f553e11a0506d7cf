package dev.headroom.receiver.backtest.past;

import dev.headroom.receiver.backtest.alerting.Firing;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a change of rules and policy would have meant in a past, in words. */
public final class Meaning {

    private final String since;
    private final Map<String, String> alerts = new LinkedHashMap<>();
    private final List<String> services = new ArrayList<>();
    private final Set<String> notes = new TreeSet<>();

    /** Plays both on the past, for each of the services that both have. */
    public Meaning(OwnPast past, Candidate before, Candidate after) {
        this.since = "since " + past.begins();
        services(before, after).forEach(service -> tell(past, before, after, service));
    }

    /** The names of the services that both policies have. */
    public static List<String> names(Candidate before, Candidate after) {
        return services(before, after).stream().map(ServicePolicy::name).toList();
    }

    private static List<ServicePolicy> services(Candidate before, Candidate after) {
        Map<String, ServicePolicy> old = policies(before);
        return policies(after).values().stream()
                .filter(service -> old.containsKey(service.name()))
                .toList();
    }

    private static Map<String, ServicePolicy> policies(Candidate candidate) {
        return ((Candidate.Rules) candidate.plan()).rules().policy().services();
    }

    private void tell(OwnPast past, Candidate before, Candidate after, ServicePolicy service) {
        PastReport report = past.compare(List.of(before, after), service, Optional.empty());
        Result was = report.report().results().get(0);
        Result is = report.report().results().get(1);
        Map<String, List<Firing>> old = byName(report, before);
        Map<String, List<Firing>> young = byName(report, after);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(young.keySet());
        names.stream()
                .filter(name -> isOf(report, name, service.name()))
                .forEach(name -> alerts.put(
                        name,
                        words(Optional.ofNullable(old.get(name)), Optional.ofNullable(young.get(name)))
                                + more(
                                        "ups",
                                        was,
                                        is,
                                        change -> isUp(change) && change.why().contains(name))
                                + more(
                                        "downs",
                                        was,
                                        is,
                                        change -> !isUp(change) && change.why().contains(name))));
        String all = more("ups", was, is, Meaning::isUp)
                + more("downs", was, is, change -> !isUp(change))
                + hours(was.figures().replicaHours(), is.figures().replicaHours());
        services.add(service.name() + " " + since + ": " + (all.isEmpty() ? "the same ups and downs" : all.substring(2))
                + "; what is decided changes nothing of the past");
        notes.addAll(report.notes());
    }

    private static Map<String, List<Firing>> byName(PastReport report, Candidate candidate) {
        Map<String, List<Firing>> firings = new LinkedHashMap<>();
        report.firings()
                .getOrDefault(candidate.name(), Map.of())
                .forEach((rule, times) -> firings.put(rule.name(), times));
        return firings;
    }

    private static boolean isOf(PastReport report, String name, String service) {
        return report.firings().values().stream()
                .flatMap(own -> own.keySet().stream())
                .anyMatch(rule -> rule.name().equals(name) && isOf(rule, service));
    }

    private static boolean isOf(AlertRule rule, String service) {
        return rule.isOf(service) || !rule.labels().containsKey("service");
    }

    private static boolean isUp(Change change) {
        return change.to() > change.from();
    }

    private static String words(Optional<List<Firing>> before, Optional<List<Firing>> after) {
        if (before.isEmpty() || after.isEmpty()) {
            List<Firing> only = after.or(() -> before).orElse(List.of());
            String all = only.isEmpty() ? "" : ", " + PastReport.words(PastReport.total(only)) + " in all";
            return (after.isPresent() ? "would have fired " : "fired ") + times(only.size()) + all;
        }
        List<Firing> was = before.get();
        List<Firing> is = after.get();
        Duration longer = PastReport.total(is).minus(PastReport.total(was));
        String count = was.size() == is.size()
                ? times(is.size()) + " as before"
                : times(is.size()) + " instead of " + was.size();
        String length = longer.isZero()
                ? ""
                : ", " + PastReport.words(longer.abs()) + (longer.isNegative() ? " shorter" : " longer");
        return "would have fired " + count + length;
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    private static String more(String what, Result was, Result is, Predicate<Change> which) {
        long before = was.changes().stream().filter(which).count();
        long after = is.changes().stream().filter(which).count();
        return before == after
                ? ""
                : "; " + Math.abs(after - before) + (after > before ? " more " : " fewer ")
                        + (Math.abs(after - before) == 1 ? what.substring(0, what.length() - 1) : what) + " (" + after
                        + " instead of " + before + ")";
    }

    private static String hours(double before, double after) {
        long more = Math.round(after - before);
        return more == 0 ? "" : "; " + Math.abs(more) + (more > 0 ? " more" : " fewer") + " replica hours";
    }

    /** The lines of a difference, each with what it would have meant; then what all of it would have, and what is not known. */
    public List<String> beside(List<String> lines) {
        Set<String> told = new HashSet<>();
        List<String> all =
                new ArrayList<>(lines.stream().map(line -> beside(line, told)).toList());
        alerts.forEach((name, words) -> {
            if (!told.contains(name) && !words.matches(".* as before|would have fired 0 times")) {
                all.add(name + " as it is, " + since + ": " + words);
            }
        });
        all.addAll(services);
        all.addAll(notes);
        return all;
    }

    private String beside(String line, Set<String> told) {
        return alerts.entrySet().stream()
                .filter(alert -> Pattern.compile("\\b" + Pattern.quote(alert.getKey()) + "\\b")
                        .matcher(line)
                        .find())
                .findFirst()
                .filter(alert -> told.add(alert.getKey()))
                .map(alert -> line + "; " + since + ": " + alert.getValue())
                .orElse(line);
    }
}
