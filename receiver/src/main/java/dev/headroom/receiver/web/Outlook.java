package dev.headroom.receiver.web;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.usage.Counts;
import dev.headroom.receiver.usage.Track;
import dev.headroom.receiver.web.ServiceView.OverrideView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was done lately, and what is to come by time alone. */
final class Outlook {

    private static final Duration LATELY = Duration.ofHours(1);
    private static final Duration AHEAD = Duration.ofHours(24);
    private static final int SHOWN = 4;

    private Outlook() {}

    /** Something that comes by time alone. */
    record Event(Instant at, String what) {}

    /** What was done in the last hour, in one sentence; what was taken back before it had an effect was not done. */
    static String lately(List<Action> actions, Instant now) {
        Map<String, Long> counts = new LinkedHashMap<>();
        List<Action> recent = actions.stream()
                .filter(action -> !action.at().isBefore(now.minus(LATELY)))
                .filter(action -> action.result() != Action.Result.CANCELLED)
                .toList();
        counts.put("up", count(recent, Outlook::isUp));
        counts.put("down", count(recent, action -> isOurs(action) && action.direction() == Direction.DOWN));
        counts.put("brought back", count(recent, action -> action.source().kind() == Source.Kind.LOSS));
        counts.put("by another hand", count(recent, action -> action.source().kind() == Source.Kind.FOREIGN));
        counts.put("failed", count(recent, Outlook::failed));
        String told = counts.entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
        return told.isEmpty() ? "Nothing was done in the last hour." : "In the last hour: " + told + ".";
    }

    private static long count(List<Action> actions, Predicate<Action> which) {
        return actions.stream().filter(which).count();
    }

    private static boolean isOurs(Action action) {
        return action.source().kind() != Source.Kind.FOREIGN && action.source().kind() != Source.Kind.LOSS;
    }

    private static boolean isUp(Action action) {
        return isOurs(action) && action.direction() == Direction.UP;
    }

    static boolean failed(Action action) {
        return action.result() == Action.Result.FAILED || action.result() == Action.Result.ABANDONED;
    }

    /** The service's latest action that had an effect, or may still have one; null for none. */
    static @Nullable Action lastOf(String service, List<Action> actions) {
        return actions.stream()
                .filter(action -> action.service().equals(service))
                .filter(action -> action.source().kind() != Source.Kind.FOREIGN)
                .filter(action -> action.result() != Action.Result.CANCELLED)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    /** Since when fewer replicas are ready than wanted; null where that is not so, or not known. */
    static @Nullable Instant fewerSince(Track track) {
        Instant since = null;
        for (Track.Point point : track.points()) {
            Counts counts = point.counts();
            boolean fewer = counts != null
                    && counts.desired() != null
                    && counts.ready() != null
                    && counts.ready() < counts.desired();
            if (counts != null) {
                since = !fewer ? null : since == null ? point.at() : since;
            }
        }
        return since;
    }

    /** What comes next, the soonest first. */
    static List<Event> coming(Views views, List<ServiceView> services, Instant now) {
        List<Event> events = new ArrayList<>();
        schedule(views.schedule(), now).ifPresent(events::add);
        orders(services).forEach(events::add);
        waits(services.stream()
                        .flatMap(service -> views.explanation(service.service()).stream())
                        .toList())
                .forEach(events::add);
        return events.stream()
                .filter(event -> event.at().isAfter(now) && event.at().isBefore(now.plus(AHEAD)))
                .sorted(Comparator.comparing(Event::at).thenComparing(Event::what))
                .limit(SHOWN)
                .toList();
    }

    private static Optional<Event> schedule(Schedule schedule, Instant now) {
        return schedule.nextChange(now)
                .map(at -> new Event(at, "the schedule's window " + schedule.windowAt(at) + " begins"));
    }

    /** Those of one person that end within a minute, as after a freeze of all, are told together. */
    private static Stream<Event> orders(List<ServiceView> services) {
        Map<List<Object>, List<ServiceView>> together = services.stream()
                .filter(service -> service.override() != null)
                .collect(Collectors.groupingBy(Outlook::likeness, LinkedHashMap::new, Collectors.toList()));
        return together.values().stream().map(Outlook::end);
    }

    private static List<Object> likeness(ServiceView service) {
        OverrideView order = Objects.requireNonNull(service.override());
        return List.of(order.kind(), order.owner(), order.expires().truncatedTo(ChronoUnit.MINUTES));
    }

    private static Event end(List<ServiceView> services) {
        OverrideView order = Objects.requireNonNull(services.get(0).override());
        String what = order.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        List<String> names = services.stream().map(ServiceView::service).toList();
        return new Event(order.expires(), "the " + what + " of " + some(names) + " by " + order.owner() + " ends");
    }

    private static String some(List<String> services) {
        return services.size() > 2 ? services.size() + " services" : String.join(" and ", services);
    }

    /** Wishes that only wait; those that may be done in the same minute are told together. */
    private static Stream<Event> waits(List<Explanation> judged) {
        Map<Instant, List<Explanation>> together = judged.stream()
                .filter(told -> told.outcome() == Explanation.Outcome.HOLD && told.to() != told.from())
                .filter(told -> told.until() != null && told.verdicts().stream().anyMatch(Verdict::refused))
                .collect(Collectors.groupingBy(
                        told -> Objects.requireNonNull(told.until()).truncatedTo(ChronoUnit.MINUTES)));
        return together.values().stream().map(Outlook::change);
    }

    private static Event change(List<Explanation> waiting) {
        Explanation first = waiting.get(0);
        String what = waiting.size() == 1
                ? first.service() + " may go to " + first.to()
                : some(waiting.stream().map(Explanation::service).toList()) + " may change";
        return new Event(Objects.requireNonNull(first.until()), what);
    }

    /** What fires, in one sentence: the names that most of them have. */
    static String firing(List<String> names, boolean heard) {
        if (names.isEmpty()) {
            return heard ? "No alert fires." : "Whether an alert fires is not known.";
        }
        Map<String, Long> counts =
                names.stream().collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
        String told = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .map(each -> each.getKey() + (each.getValue() > 1 ? " × " + each.getValue() : ""))
                .collect(Collectors.joining(", "));
        int more = counts.size() - SHOWN;
        return names.size()
                + (names.size() == 1 ? " alert fires" : " alerts fire")
                + (heard ? ": " : ", as was heard last: ")
                + told
                + (more > 0 ? " and " + more + " more." : ".");
    }
}
