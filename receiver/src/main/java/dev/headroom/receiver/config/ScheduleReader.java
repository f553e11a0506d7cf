package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.schedule.Window;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the section {@code schedule} of the policy (spec 7.1): windows with hours, and {@code normal} around them. */
final class ScheduleReader {
    private final Map<String, ServicePolicy> services;

    ScheduleReader(Map<String, ServicePolicy> services) {
        this.services = services;
    }

    Schedule schedule(ZoneId zone, Section section) {
        Map<String, Integer> normal = section.optional(Schedule.NORMAL)
                .map(value -> replicas(value.section()))
                .orElse(Map.of());
        List<Window> windows = new ArrayList<>();
        section.entries().forEach((name, value) -> {
            if (!name.equals(Schedule.NORMAL)) {
                window(name, value.section()).ifPresent(window -> {
                    refuseOverlap(value, window, windows);
                    windows.add(window);
                });
            }
        });
        refuseGap(section, windows);
        return new Schedule(zone, windows, normal);
    }

    private Optional<Window> window(String name, Section section) {
        Map<String, Integer> replicas = replicas(section);
        return section.required("hours", "add hours: \"09:00-18:00\"")
                .flatMap(ScheduleReader::hours)
                .map(hours -> new Window(name, hours.from(), hours.to(), replicas));
    }

    /** {@code from} and {@code to} are wall-clock times. */
    private record Hours(LocalTime from, LocalTime to) {
        private static final Pattern FORM =
                Pattern.compile("((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])");

        static Optional<Hours> of(String text) {
            return Optional.of(FORM.matcher(text))
                    .filter(Matcher::matches)
                    .map(found -> new Hours(LocalTime.parse(found.group(1)), LocalTime.parse(found.group(2))));
        }
    }

    private static Optional<Hours> hours(Value value) {
        Optional<Hours> hours = value.read(
                Hours::of, "must be hours of the day", "write it like \"09:00-18:00\", with midnight as 00:00");
        if (hours.isPresent() && hours.get().from().equals(hours.get().to())) {
            value.problem("must end at another time than it begins", "for the whole day, use normal alone");
            return Optional.empty();
        }
        return hours;
    }

    private Map<String, Integer> replicas(Section parent) {
        String remedy = "add replicas: {" + String.join(": N, ", services.keySet()) + ": N}";
        Optional<Value> value = parent.required("replicas", remedy);
        if (value.isEmpty()) {
            return Map.of();
        }
        Section section = value.get().section();
        Map<String, Integer> replicas = new HashMap<>();
        services.values()
                .forEach(service -> section.required(service.name(), "add its number of replicas")
                        .flatMap(count -> bounded(count, service.replicas()))
                        .ifPresent(count -> replicas.put(service.name(), count)));
        if (services.isEmpty()) {
            section.entries();
        }
        return replicas;
    }

    /** A count that the limits of its service allow. */
    static Optional<Integer> bounded(Value value, ReplicaLimits limits) {
        Optional<Integer> count = value.whole(0);
        if (count.isPresent() && (count.get() < limits.min() || count.get() > limits.max())) {
            value.problem(
                    "must be within min_replicas and max_replicas, " + limits.min() + " to " + limits.max(),
                    "change it or the limits");
        }
        return count;
    }

    private static void refuseOverlap(Value value, Window window, List<Window> earlier) {
        earlier.stream()
                .filter(window::overlaps)
                .forEach(other -> value.problem(
                        "must not overlap " + other.name() + ", " + hours(other),
                        hours(window),
                        "move one of the borders"));
    }

    private static String hours(Window window) {
        return window.from() + "-" + window.to();
    }

    private static void refuseGap(Section section, List<Window> windows) {
        if (section.entries().containsKey(Schedule.NORMAL)) {
            return;
        }
        windows.stream()
                .map(Window::to)
                .filter(end -> windows.stream().noneMatch(window -> window.contains(end)))
                .findFirst()
                .ifPresent(gap -> requireNormal(section, gap));
    }

    private static void requireNormal(Section section, LocalTime gap) {
        section.required(Schedule.NORMAL, "no window holds at " + gap + ", so add normal: {replicas: ...}");
    }
}
