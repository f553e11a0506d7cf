package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.decision.Times;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is new from one look at the API to the next, in lines for people. */
final class Happenings {
    private final int last;
    private final @Nullable String only;
    private Map<Long, String> results = Map.of();
    private Set<String> alerts = new LinkedHashSet<>();
    private Map<String, String> problems = new LinkedHashMap<>();
    private long newest = -1;
    private boolean first = true;
    private String away = "";
    private Times times = Times.in(ZoneOffset.UTC);

    /**
     * @param last how many decisions of before are told at first
     * @param only null for all services
     */
    Happenings(int last, @Nullable String only) {
        this.last = last;
        this.only = only;
    }

    /** The receiver does not answer. */
    List<String> away(String why) {
        boolean news = !why.equals(away);
        away = why;
        return news ? List.of(now() + " " + Colour.RED.of(why)) : List.of();
    }

    /**
     * The lines to print.
     *
     * @param decisions newest first
     */
    List<String> next(JsonNode decisions, JsonNode overview) {
        List<String> lines = new ArrayList<>();
        times = Times.in(ExplanationJson.zone(overview));
        if (first) {
            lines.add("times in " + Times.name(times.zone()));
        }
        if (!away.isEmpty()) {
            lines.add(now() + " the receiver answers again");
            away = "";
        }
        decided(decisions, lines);
        firing(overview, lines);
        checks(overview, lines);
        first = false;
        return lines;
    }

    private void decided(JsonNode decisions, List<String> lines) {
        Map<Long, String> now = new HashMap<>();
        for (int i = decisions.size() - 1; i >= 0; i--) {
            JsonNode decision = decisions.get(i);
            long id = decision.path("id").asLong();
            String result = decision.path("result").asText();
            String before = results.get(id);
            now.put(id, result);
            if (id > newest) {
                newest = id;
                if (!first || i < last) {
                    lines.add(at(Instant.parse(decision.path("at").asText())) + " " + sentence(decision));
                }
            } else if (before != null && !before.equals(result)) {
                lines.add(now() + " " + Colour.BOLD.of(result) + ": " + came(decision));
            }
        }
        results = now;
    }

    private static String sentence(JsonNode decision) {
        String text = decision.path("sentence").asText();
        return decision.path("outcome").asText().equals("scale") ? Colour.BOLD.of(text) : text;
    }

    private static String came(JsonNode decision) {
        String detail = decision.path("detail").asText();
        return decision.path("service").asText() + " from " + decision.path("from") + " to " + decision.path("to")
                + (detail.isEmpty() ? "" : "; " + detail);
    }

    private void firing(JsonNode overview, List<String> lines) {
        Set<String> now = new LinkedHashSet<>();
        overview.path("alerts").forEach(alert -> {
            String of = alert.path("labels").path("service").asText();
            if (only == null || only.equals(of)) {
                now.add(alert.path("name").asText() + (of.isEmpty() ? "" : " of " + of));
            }
        });
        news(now, alerts, " fires", lines);
        news(alerts, now, " has ended", lines);
        alerts = now;
    }

    private void news(Set<String> these, Set<String> known, String what, List<String> lines) {
        these.stream()
                .filter(each -> !known.contains(each))
                .forEach(each -> lines.add(now() + " alert " + each + what));
    }

    private void checks(JsonNode overview, List<String> lines) {
        Map<String, String> now = new LinkedHashMap<>();
        for (JsonNode check : overview.path("checks")) {
            if (!check.path("ok").asBoolean()) {
                now.put(check.path("name").asText(), check.path("detail").asText());
            }
        }
        now.forEach((name, why) -> {
            if (!problems.containsKey(name)) {
                lines.add(now() + " " + Colour.RED.of("not ready: " + name + ": " + why));
            }
        });
        problems.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> lines.add(now() + " ready again: " + name));
        problems = now;
    }

    /** In the policy's zone; before it is known, in UTC. */
    private String now() {
        return at(Instant.now());
    }

    private String at(Instant instant) {
        return times.at(instant, instant);
    }
}
