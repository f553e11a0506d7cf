package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.GpuNeeds.Placement;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code gpu_placement} (spec 1.2): rows that follow each other from no replica to the largest count. */
final class PlacementReader {
    private static final int NO_END = -1;

    private PlacementReader() {}

    static List<Placement> placement(Optional<Value> table, int maxReplicas) {
        List<Placement> rows = new ArrayList<>();
        int next = 0;
        for (Value row : table.map(Value::items).orElse(List.of())) {
            Section section = row.section();
            Optional<Value> written = section.required("replicas", "add replicas: 0-2");
            Optional<Range> range = written.flatMap(
                    value -> value.read(Range::of, "must be a range of replica counts", "write it like 0-2, 3 or 5-"));
            List<Integer> gpus = section.required("gpus", "add gpus: [0] or gpus: all")
                    .map(PlacementReader::gpus)
                    .orElse(null);
            if (range.isEmpty()) {
                return rows;
            }
            follow(written.get(), range.get(), next);
            next = range.get().to().map(to -> to + 1).orElse(NO_END);
            rows.add(new Placement(range.get().from(), range.get().to().orElse(null), gpus));
        }
        int end = next;
        table.filter(value -> !rows.isEmpty() && end != NO_END && end <= maxReplicas && maxReplicas < Integer.MAX_VALUE)
                .ifPresent(value -> value.problem(
                        "must have a row for every count up to max_replicas, which is " + maxReplicas,
                        "add replicas: " + end + "-"));
        return rows;
    }

    /** Both ends inclusive; no {@code to} means no end. */
    record Range(int from, Optional<Integer> to) {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(?:(-)([0-9]{1,6})?)?");

        /** {@code 3}, {@code 0-2} or {@code 5-}. */
        static Optional<Range> of(String text) {
            return Optional.of(FORM.matcher(text))
                    .filter(Matcher::matches)
                    .map(Range::ends)
                    .filter(Range::isOrdered);
        }

        private static Range ends(Matcher found) {
            int from = Integer.parseInt(found.group(1));
            Optional<Integer> to = Optional.ofNullable(found.group(3)).map(Integer::valueOf);
            return new Range(from, found.group(2) == null ? Optional.of(from) : to);
        }

        private boolean isOrdered() {
            return to.map(end -> from <= end).orElse(true);
        }
    }

    private static void follow(Value written, Range range, int next) {
        boolean first = next == 0;
        if (next == NO_END) {
            written.problem("must not come after a row without end", "remove the row, or give the one above an end");
        } else if (first ? range.from() > 1 : range.from() != next) {
            written.problem("must begin at " + next + ", right after the row above", "close the gap or the overlap");
        }
    }

    private static @Nullable List<Integer> gpus(Value value) {
        if (!value.isList()) {
            value.word(Map.of("all", true));
            return null;
        }
        List<Integer> gpus = value.items().stream()
                .map(item -> item.whole(0))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (value.items().isEmpty()) {
            value.problem("must name at least one GPU", "none", "write [0] or all");
        }
        return gpus;
    }
}
