package dev.headroom.receiver.store.redis;

import static redis.clients.jedis.Protocol.Keyword.BYSCORE;

import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.store.Flight;
import dev.headroom.receiver.store.Times;
import dev.headroom.receiver.store.json.StoredJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.params.ZRangeParams;

/** The history of decisions: numbered lines, and their order with the time of each, so that few need be read. */
record History(Link link, Pen pen) {
    private static final int PAGE = 500;

    /** A member of the order: what is asked for without reading the line. */
    private record Mark(String at, long line, String service) {
        static Mark parse(String text) {
            String[] parts = text.split(" ", 3);
            return new Mark(parts[0], Long.parseLong(parts[1]), parts[2]);
        }

        String text() {
            return at + " " + line + " " + service;
        }
    }

    /** A number that grows and is not used again, for the next line. */
    long next() {
        return link.ask(redis -> redis.incr(link.key(Key.LAST_LINE)));
    }

    /** A line without an action. */
    Change add(Change change, Explanation explanation) {
        return add(change, next(), explanation, Flight.Told.HOLD);
    }

    Change add(Change change, long line, Explanation explanation, Flight.Told told) {
        Mark mark = new Mark(Times.text(explanation.at()), line, explanation.service());
        change.set(link.key(Key.LINES), Long.toString(line), StoredJson.withoutAgainst(explanation))
                .rank(link.key(Key.ORDER), line, mark.text())
                .rank(link.key(Key.ORDER, mark.service()), line, mark.text());
        if (!explanation.against().isEmpty()) {
            change.set(link.key(Key.AGAINST), Long.toString(line), StoredJson.write(explanation.against()));
        }
        return told.equals(Flight.Told.HOLD) ? change : tell(change, line, told);
    }

    Change tell(Change change, long line, Flight.Told told) {
        return change.set(link.key(Key.RESULTS), Long.toString(line), StoredJson.write(told));
    }

    List<DecisionRecord> page(@Nullable String service, @Nullable Instant before, int limit) {
        return told(lines(service == null ? link.key(Key.ORDER) : link.key(Key.ORDER, service), before, limit));
    }

    Optional<DecisionRecord> one(long line) {
        return told(List.of(Long.toString(line))).stream().findFirst();
    }

    private List<DecisionRecord> told(List<String> lines) {
        if (lines.isEmpty()) {
            return List.of();
        }
        String[] fields = lines.toArray(String[]::new);
        List<String> explanations = link.ask(redis -> redis.hmget(link.key(Key.LINES), fields));
        List<String> results = link.ask(redis -> redis.hmget(link.key(Key.RESULTS), fields));
        List<String> against = link.ask(redis -> redis.hmget(link.key(Key.AGAINST), fields));
        List<DecisionRecord> page = new ArrayList<>();
        for (int i = 0; i < fields.length; i++) {
            if (explanations.get(i) != null) { // else it was forgotten just now
                page.add(line(fields[i], explanations.get(i), results.get(i), against.get(i)));
            }
        }
        return page;
    }

    private static DecisionRecord line(
            String number, String explanation, @Nullable String result, @Nullable String against) {
        Explanation.Against[] wishes = StoredJson.read(against == null ? "[]" : against, Explanation.Against[].class);
        Flight.Told told = result == null ? Flight.Told.HOLD : StoredJson.read(result, Flight.Told.class);
        return told.line(
                Long.parseLong(number),
                StoredJson.read(explanation, Explanation.class).against(List.of(wishes)));
    }

    /** Numbers of the latest lines, newest first. */
    private List<String> lines(String order, @Nullable Instant before, int limit) {
        List<String> lines = new ArrayList<>();
        String limitInTime = before == null ? "~" : Times.text(before);
        int size = before == null ? limit : PAGE;
        String from = "+inf";
        while (lines.size() < limit) {
            List<Mark> page = marks(order, from, size);
            page.stream()
                    .filter(mark -> mark.at().compareTo(limitInTime) < 0)
                    .limit(limit - lines.size())
                    .forEach(mark -> lines.add(Long.toString(mark.line())));
            if (page.size() < size) {
                break;
            }
            from = "(" + page.get(page.size() - 1).line();
        }
        return lines;
    }

    private List<Mark> marks(String order, String from, int size) {
        return link
                .ask(redis -> redis.zrange(
                        order, new ZRangeParams(BYSCORE, from, "-inf").rev().limit(0, size)))
                .stream()
                .map(Mark::parse)
                .toList();
    }

    /** Forgets what is older, but not the lines of what still runs. */
    void forget(Instant keepSince, Set<Long> running) {
        Change change;
        do {
            change = pen.asLeader();
            List<String> oldest = link.ask(redis -> redis.zrange(link.key(Key.ORDER), 0, PAGE - 1));
            for (String text : oldest) {
                Mark mark = Mark.parse(text);
                if (mark.at().compareTo(Times.text(keepSince)) < 0 && !running.contains(mark.line())) {
                    forget(change, mark);
                }
            }
            pen.commit(change);
        } while (!change.empty());
    }

    private void forget(Change change, Mark mark) {
        String line = Long.toString(mark.line());
        change.remove(link.key(Key.LINES), line)
                .remove(link.key(Key.RESULTS), line)
                .remove(link.key(Key.AGAINST), line)
                .unrank(link.key(Key.ORDER), mark.text())
                .unrank(link.key(Key.ORDER, mark.service()), mark.text());
    }
}
