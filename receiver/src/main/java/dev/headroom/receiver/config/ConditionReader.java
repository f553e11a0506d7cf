package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.Condition;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads a condition: an alert's name, or a mapping with one of {@code all}, {@code any}, {@code not}, {@code window}. */
final class ConditionReader {
    static final Condition NEVER = new Condition.Any(List.of());
    private static final int MAX_DEPTH = 8;
    private static final int MAX_PARTS = 1000;
    private static final List<String> KINDS = List.of("all", "any", "not", "window");

    private final Set<String> windows;
    private int parts;

    ConditionReader(Set<String> windows) {
        this.windows = new TreeSet<>(windows);
    }

    Condition condition(Value value) {
        parts = 0;
        return condition(value, 1);
    }

    private Condition condition(Value value, int depth) {
        if (depth > MAX_DEPTH) {
            value.problem("must nest at most " + MAX_DEPTH + " levels", "make two rules of it");
            return NEVER;
        }
        if (++parts > MAX_PARTS) {
            refuseSize(value);
            return NEVER;
        }
        if (value.isList()) {
            value.problem("must be an alert's name or a mapping", "write {all: [...]} or {any: [...]}");
            return NEVER;
        }
        return value.isSection()
                ? combined(value, depth)
                : value.text().<Condition>map(Condition.Firing::new).orElse(NEVER);
    }

    /** Aliases of aliases grow without measure, so the reading ends here, and says so once. */
    private void refuseSize(Value value) {
        if (parts == MAX_PARTS + 1) {
            value.problem("must stay within " + MAX_PARTS + " parts a rule", "more", "use fewer aliases");
        }
    }

    private Condition combined(Value value, int depth) {
        Section section = value.section();
        List<String> given = KINDS.stream()
                .filter(kind -> section.optional(kind).isPresent())
                .toList();
        if (given.size() == 1) {
            return section.optional(given.get(0))
                    .map(part -> combined(given.get(0), part, depth))
                    .orElse(NEVER);
        }
        boolean misspelled = given.isEmpty() && !section.isEmpty();
        if (!misspelled) {
            value.problem(
                    "must have exactly one of " + String.join(", ", KINDS), given.size() + " of them", "nest them");
        }
        return NEVER;
    }

    private Condition combined(String kind, Value part, int depth) {
        return switch (kind) {
            case "window" -> window(part);
            case "not" -> new Condition.Not(condition(part, depth + 1));
            case "all" -> new Condition.All(parts(part, depth + 1));
            default -> new Condition.Any(parts(part, depth + 1));
        };
    }

    private List<Condition> parts(Value list, int depth) {
        List<Value> items = list.items();
        if (list.isList() && items.isEmpty()) {
            list.problem("must name at least one alert", "none", "add one, or remove the rule");
        }
        return items.stream().map(item -> condition(item, depth)).toList();
    }

    private Condition window(Value value) {
        String remedy =
                windows.isEmpty() ? "add the section schedule" : "the windows are " + String.join(", ", windows);
        return value.text()
                .filter(name -> isKnown(value, name, remedy))
                .<Condition>map(Condition.InWindow::new)
                .orElse(NEVER);
    }

    private boolean isKnown(Value value, String name, String remedy) {
        if (!windows.contains(name)) {
            value.problem("must be a window of the schedule", remedy);
        }
        return windows.contains(name);
    }
}
