package dev.headroom.receiver.notify;

import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.loop.Loop;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the history and tells people of it, in a thread of its own. How far it came is kept in the store after each message
 * that was taken: so a notice comes at least once, whatever ends in between, and perhaps twice.
 */
public final class Notices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Notices.class);
    private static final String NOTE = "notify:cursor";
    private static final int PAGE = 50;
    private static final int MOST_LINES = 3000;
    private static final int MOST_NOTICES = 20;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Store store;
    private final World world;
    private final Terms terms;
    private final Post post;
    private final Loop loop = new Loop("notices", e -> failed("a fault of Headroom: " + e));
    private Instant lastFailure = Instant.MIN;
    private int failures;
    private String problem = "";

    /**
     * What else is looked at.
     *
     * @param seen what may be concluded from the news of now
     */
    public record World(Supplier<ScalingPolicy> policy, Supplier<Evidence.Finding> seen, InstantSource clock) {}

    /**
     * What is told, and how.
     *
     * @param every between two messages at least
     */
    public record Terms(Form form, Set<Kind> about, Duration every) {
        public Terms {
            about = Set.copyOf(about);
        }
    }

    public Notices(Store store, World world, Terms terms, Post post) {
        this.store = store;
        this.world = world;
        this.terms = terms;
        this.post = post;
    }

    /** Begins to follow; what was before the first start of all is not told. */
    public void start() {
        loop.every(Duration.ZERO, terms.every(), this::turn);
    }

    /** One look, and a message where there is news and it is time. */
    void turn() {
        Instant now = world.clock().instant();
        if (isTooSoon(now) || !store.leads()) {
            return;
        }
        try {
            Optional<Cursor> before = store.note(NOTE).flatMap(Cursor::of);
            if (before.isPresent()) {
                tell(before.get(), now);
            } else {
                store.note(NOTE, beginning().text());
            }
            succeeded();
        } catch (IOException | StoreException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    /** Each time twice as long; a clock that was set back makes it no longer. */
    private boolean isTooSoon(Instant now) {
        Duration pause = terms.every().multipliedBy(1L << Math.min(failures, 10));
        Instant next = lastFailure.plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
        return failures > 0 && !now.isBefore(lastFailure) && now.isBefore(next);
    }

    private Cursor beginning() {
        List<DecisionRecord> newest = store.decisions(null, null, 1);
        return new Cursor(newest.isEmpty() ? 0 : newest.get(0).id(), List.of(), false);
    }

    private void tell(Cursor before, Instant now) throws IOException {
        News news = News.since(
                before, lines(before), world.policy().get(), world.seen().get(), now);
        List<Notice> wanted = news.notices().stream()
                .filter(notice -> terms.about().contains(notice.kind()))
                .toList();
        if (!wanted.isEmpty()) {
            post.send(terms.form().body(bounded(wanted)));
        }
        if (!news.cursor().equals(before)) {
            store.note(NOTE, news.cursor().text());
        }
    }

    /** Looks as far back as it must, in pages that grow: lines of one moment may lie on both sides of a page's end. */
    private List<DecisionRecord> lines(Cursor before) {
        List<DecisionRecord> page = store.decisions(null, null, PAGE);
        for (int limit = PAGE; page.size() == limit && reaches(page, before) && limit < MOST_LINES; limit *= 4) {
            page = store.decisions(null, null, limit * 4);
        }
        List<DecisionRecord> lines = new ArrayList<>();
        page.stream().filter(line -> line.id() > before.line()).forEach(lines::add);
        before.open().forEach(id -> store.decision(id).ifPresent(lines::add));
        return lines;
    }

    private static boolean reaches(List<DecisionRecord> page, Cursor before) {
        return page.get(page.size() - 1).id() > before.line();
    }

    /** The newest of many, and how many more there are: who reads them wants to know what is, not all that was. */
    private static List<Notice> bounded(List<Notice> all) {
        if (all.size() <= MOST_NOTICES) {
            return all;
        }
        int left = all.size() - MOST_NOTICES;
        List<Notice> bounded = new ArrayList<>();
        Notice first = all.get(left - 1);
        bounded.add(new Notice(first.kind(), first.at(), null, "", left + " earlier notices, see: headroom decisions"));
        bounded.addAll(all.subList(left, all.size()));
        return bounded;
    }

    private void succeeded() {
        if (failures > 0) {
            LOG.info("notices arrive again");
        }
        failures = 0;
        problem = "";
    }

    /** Told when it is another problem. */
    private void failed(String what) {
        failures++;
        lastFailure = world.clock().instant();
        if (!what.equals(problem)) {
            LOG.warn("notices are not taken, and are sent again until they are: {}", what);
        }
        problem = what;
    }

    @Override
    public void close() {
        loop.close();
    }
}
