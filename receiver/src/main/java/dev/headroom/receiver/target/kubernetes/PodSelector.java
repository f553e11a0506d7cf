package dev.headroom.receiver.target.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Labels that pods must have, as a Scale tells it: {@code app=llm,role in (leader, single),!test}. */
record PodSelector(List<Demand> demands) {
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._/-]*";
    private static final Pattern DEMAND = Pattern.compile(
            "\\s*(?:(?<not>!)\\s*(?<absent>" + NAME + ")|(?<key>" + NAME
                    + ")(?:\\s*(?<sign>==|=|!=)\\s*(?<value>[A-Za-z0-9._-]*)|\\s+(?<in>in|notin)\\s*\\((?<values>[A-Za-z0-9._,\\s-]*)\\))?)\\s*(?:,|$)");

    /**
     * Of one label.
     *
     * @param values that are meant; null for any
     * @param wanted whether it must have one of them, or must not
     */
    private record Demand(String key, @Nullable Set<String> values, boolean wanted) {
        boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return wanted == (value != null && (values == null || values.contains(value)));
        }
    }

    /** Empty where it is none. */
    static Optional<PodSelector> of(String text) {
        List<Demand> demands = new ArrayList<>();
        Matcher next = DEMAND.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!next.find(end) || next.start() != end) {
                return Optional.empty();
            }
            demands.add(demand(next));
            end = next.end();
        }
        return Optional.of(new PodSelector(demands));
    }

    private static Demand demand(Matcher found) {
        if (found.group("not") != null) {
            return new Demand(found.group("absent"), null, false);
        }
        String key = found.group("key");
        if (found.group("sign") != null) {
            return new Demand(
                    key, Set.of(found.group("value")), !found.group("sign").equals("!="));
        }
        if (found.group("in") != null) {
            Set<String> values =
                    Set.copyOf(List.of(found.group("values").strip().split("\\s*,\\s*")));
            return new Demand(key, values, found.group("in").equals("in"));
        }
        return new Demand(key, null, true);
    }

    boolean takes(Map<String, String> labels) {
        return demands.stream().allMatch(demand -> demand.holds(labels));
    }
}
