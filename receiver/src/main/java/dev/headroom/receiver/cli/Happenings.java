package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.decision.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is new from one look at the API to the next, in lines for people. */
final class Happenings {
    private static final int USUALLY_READ = 100;
    private static final int MOST_READ = 500;
    private static final String RUNNING = "running";

    private final int last;
    private final @Nullable String only;
    private final History history;
    private Map<Long, String> results = Map.of();
    private Set<String> alerts = new LinkedHashSet<>();
    private Map<String, String> problems = new LinkedHashMap<>();
    private long newest = -1;
    private boolean first = true;
    private String away = "";
    private Times times = Times.in(ZoneOffset.UTC);
    private Duration ahead = Duration.ZERO;

    /** What was decided. */
    interface History {
        /** So many lines at most, newest first. */
        JsonNode newest(int limit);

        /** This one; empty where it is forgotten. */
        Optional<JsonNode> line(long id);
    }

    /**
     * @param last how many decisions of before are told at first
     * @param only null for all services
     */
    Happenings(int last, @Nullable String only, History history) {
        this.last = last;
        this.only = only;
        this.history = history;
    }

    /** The receiver does not answer. */
    List<String> away(String why) {
        boolean news = !why.equals(away);
        away = why;
        return news ? List.of(now() + " " + Colour.RED.of(why)) : List.of();
    }

    /** The lines to print. */
    List<String> next(JsonNode overview) {
        List<String> lines = new ArrayList<>();
        times = Times.in(ExplanationJson.zone(overview));
        ahead = overview.has("now")
                ? Duration.between(
                        Instant.now(), Instant.parse(overview.path("now").asText()))
                : Duration.ZERO;
        if (first) {
            lines.add("times in " + Times.name(times.zone()));
        }
        if (!away.isEmpty()) {
            lines.add(now() + " the receiver answers again");
            away = "";
        }
        decided(lines);
        firing(overview, lines);
        checks(overview, lines);
        first = false;
        return lines;
    }

    private void decided(List<String> lines) {
        JsonNode page = history.newest(USUALLY_READ);
        if (page.size() == USUALLY_READ && hides(page)) {
            page = history.newest(MOST_READ);
        }
        if (!page.isEmpty() && id(page.get(0)) < newest) {
            lines.add(now() + " the history begins anew: the receiver has another store than before");
            newest = -1;
            results = Map.of();
        } else if (page.size() == MOST_READ && hides(page)) {
            lines.add(now() + " more was decided at once than is told here; see: headroom decisions --limit 500");
        }
        told(oldestFirst(page), lines);
    }

    /** Whether between the last that was told and these there may be others. */
    private boolean hides(JsonNode page) {
        return !first && id(page.get(page.size() - 1)) > newest;
    }

    /** Of these, and of those that still ran when they were told. */
    private List<JsonNode> oldestFirst(JsonNode page) {
        Map<Long, JsonNode> lines = new TreeMap<>();
        page.forEach(line -> lines.put(id(line), line));
        results.forEach((id, result) -> {
            if (result.equals(RUNNING) && !lines.containsKey(id)) {
                history.line(id).ifPresent(line -> lines.put(id, line));
            }
        });
        return List.copyOf(lines.values());
    }

    private static long id(JsonNode decision) {
        return decision.path("id").asLong();
    }

    private void told(List<JsonNode> decisions, List<String> lines) {
        Map<Long, String> now = new HashMap<>();
        int begin = first ? decisions.size() - last : 0;
        for (int i = 0; i < decisions.size(); i++) {
            JsonNode decision = decisions.get(i);
            long id = id(decision);
            String result = decision.path("result").asText();
            String before = results.get(id);
            now.put(id, result);
            if (id > newest) {
                newest = id;
                if (i >= begin) {
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

    /** By the receiver's clock, in the policy's zone; before these are known, by this machine's and in UTC. */
    private String now() {
        return at(Instant.now().plus(ahead));
    }

    private String at(Instant instant) {
        return times.at(instant, instant);
    }
}
