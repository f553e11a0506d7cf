package dev.headroom.receiver.web;

import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.web.Condition.Group;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether all is well, in one sentence, and what concerns more than one service.
 *
 * @param well whether nobody needs to look
 * @param firing what fires, in a sentence
 * @param lately what was done in the last hour, in a sentence
 * @param coming what comes by time alone, the soonest first
 */
record Summary(
        boolean well, String text, List<Notice> notices, String firing, String lately, List<Outlook.Event> coming) {

    /** What a reason tells of since when, as a notice tells it itself, and goes on counting. */
    private static final Pattern AGE = Pattern.compile(",( for)? \\w+( ago)?$");

    /**
     * What concerns Headroom itself, or all services.
     *
     * @param bad whether it is a fault; else it is worth to be known
     * @param since null where that is not known
     */
    record Notice(boolean bad, String what, @Nullable Instant since, String does, String can) {}

    /** What fires, what was done lately, and what is coming. */
    record Happenings(String firing, String lately, List<Outlook.Event> coming) {}

    static Summary of(List<Check> checks, Evidence.Finding finding, List<Diagnosis> services, Happenings happenings) {
        List<Notice> notices = notices(checks, finding, services);
        boolean well = notices.stream().noneMatch(Notice::bad)
                && services.stream().noneMatch(service -> service.group() == Group.TROUBLE);
        return new Summary(
                well,
                text(notices, finding, services),
                notices,
                happenings.firing(),
                happenings.lately(),
                happenings.coming());
    }

    private static String text(List<Notice> notices, Evidence.Finding finding, List<Diagnosis> services) {
        Map<Condition, Integer> counts = new EnumMap<>(Condition.class);
        services.forEach(service -> counts.merge(service.condition(), 1, Integer::sum));
        if (finding.blind()) {
            counts.remove(Condition.BLIND); // which the sentence begins with
        }
        String details = told(counts, List.of(Group.TROUBLE));
        String others = told(counts, List.of(Group.ORDERS, Group.WORK));
        long trouble = services.stream()
                .filter(service -> service.group() == Group.TROUBLE)
                .count();
        String rest = others.isEmpty() ? "." : "; " + others + ".";
        if (finding.blind()) {
            return "Blind: no alert changes a count" + (details.isEmpty() ? "" : "; " + details) + rest;
        }
        if (trouble > 0) {
            return trouble + " of " + services(services.size()) + (trouble == 1 ? " needs" : " need") + " a look: "
                    + details + rest;
        }
        if (notices.stream().anyMatch(Notice::bad)) {
            return "Headroom needs a look; " + services(services.size()) + rest;
        }
        String calm = counts.containsKey(Condition.REFUSED) ? "Nothing needs a look: " : "All is well: ";
        return calm + services(services.size()) + rest;
    }

    private static String told(Map<Condition, Integer> counts, List<Group> groups) {
        return counts.entrySet().stream()
                .filter(each -> groups.contains(each.getKey().group()))
                .map(each -> each.getValue() + " " + each.getKey().word())
                .collect(Collectors.joining(", "));
    }

    private static String services(int count) {
        return count + (count == 1 ? " service" : " services");
    }

    private static List<Notice> notices(List<Check> checks, Evidence.Finding finding, List<Diagnosis> services) {
        List<Notice> notices = new ArrayList<>();
        if (finding.part() != null) {
            notices.add(heard(finding, finding.part()));
        }
        checks.stream()
                .filter(check -> !check.ok() && !check.name().equals("evidence"))
                .map(check -> failing(check, services))
                .forEach(notices::add);
        return notices;
    }

    private static Notice heard(Evidence.Finding finding, Evidence.Part part) {
        if (!finding.blind()) {
            return new Notice(
                    false,
                    finding.reason(),
                    finding.from(),
                    "Nothing is scaled down yet; what fires may scale up.",
                    "Nothing in the first minutes; then see that Alertmanager's route takes the Watchdog here.");
        }
        return new Notice(
                true,
                "Blind: " + AGE.matcher(finding.reason()).replaceFirst(""),
                finding.from(),
                Diagnosis.WHILE_BLIND,
                part == Evidence.Part.SOURCE
                        ? "See that Prometheus runs and reaches Alertmanager; scale by hand meanwhile."
                        : "See that Alertmanager runs and reaches this receiver; scale by hand meanwhile.");
    }

    private static Notice failing(Check check, List<Diagnosis> services) {
        String what = (check.name().equals("target")
                        ? "The target does not tell what runs: "
                        : "Not ready: " + check.name() + ": ")
                + check.detail();
        return switch (check.name()) {
            case "target" ->
                new Notice(
                        true,
                        what,
                        unknownSince(services),
                        "Leaves those services as they are, and looks again every few seconds.",
                        "Bring the target back, or the way to it. What runs goes on running.");
            case "store" ->
                new Notice(
                        true,
                        what,
                        null,
                        "Takes no alert and no order, and scales nothing, until it can write.",
                        "Make room, or bring the store back.");
            case "alertmanager" ->
                new Notice(
                        true,
                        what,
                        null,
                        "Goes by what webhooks bring, and asks again.",
                        "See that Alertmanager runs, and that its address in headroom.yml is right.");
            case "leader" ->
                new Notice(
                        true,
                        what,
                        null,
                        "Scales nothing while nobody leads.",
                        "See that the receivers reach what they elect by.");
            default ->
                new Notice(true, what, null, "Goes on with all that does not need it.", "See the log of the receiver.");
        };
    }

    private static @Nullable Instant unknownSince(List<Diagnosis> services) {
        return services.stream()
                .filter(service -> service.condition() == Condition.UNKNOWN)
                .map(Diagnosis::since)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
