package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.leader.Election;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to act, which one receiver has at a time and must renew. It is counted from before the request for it was
 * sent, by whichever clock went on further, so it ends here before it ends in Redis: who was paused past it, or slept with
 * its machine, knows at once.
 */
final class Lease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    /**
     * How long, and how often.
     *
     * @param length of a lease
     * @param renewal between two renewals
     * @param standby between two looks by one that does not lead
     */
    record Terms(Duration length, Duration renewal, Duration standby) {
        static final Terms USUAL = new Terms(Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(1));

        /** What is left of a lease at the end without being used, for the step that follows a look. */
        private Duration margin() {
            return length.dividedBy(10);
        }
    }

    /** A lease of ours, and when it was asked for. */
    private record Held(String text, Moment asked) {}

    private final Link link;
    private final Keys keys;
    private final Terms terms;
    private final Election election;
    private final Timepiece clock;
    private final Thread thread = new Thread(this::keep, "store-lease");
    private volatile @Nullable Held held;
    private volatile String leader = "nobody yet";
    private volatile boolean led;
    private Moment lostAt;
    private Moment answeredAt;
    private String problem = "";

    Lease(Link link, Keys keys, Terms terms, Election election, Timepiece clock) {
        this.link = link;
        this.keys = keys;
        this.terms = terms;
        this.election = election;
        this.clock = clock;
        this.answeredAt = clock.moment();
        this.lostAt = answeredAt.minus(terms.length());
    }

    /** Asks for the lease, and goes on doing so. */
    void start() {
        ask();
        thread.setDaemon(true);
        thread.start();
    }

    boolean held() {
        Held last = held;
        return last != null && clock.moment().longestSince(last.asked()).compareTo(usable()) < 0 && election.elected();
    }

    /** The text of our lease, under which writes are made. */
    String text() {
        Held last = held;
        if (last == null || !held()) {
            throw new StoreException("this receiver does not lead, so it may not act; " + leader + " leads");
        }
        return last.text();
    }

    /** Who leads, as last heard: in the words of that one. */
    String leader() {
        return leader;
    }

    boolean isLed() {
        return led;
    }

    private void keep() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                TimeUnit.NANOSECONDS.sleep(pause().toNanos());
                ask();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private Duration pause() {
        return held() && problem.isEmpty() ? terms.renewal() : terms.standby();
    }

    private void ask() {
        try {
            lapse();
            Moment asked = clock.moment();
            heard(asked);
            answeredAt = asked;
            problem = "";
        } catch (RuntimeException | Error e) {
            report(String.valueOf(e.getMessage()));
            resignWhereOthersMayDoBetter();
        }
    }

    /** One that lost its lease waits for another's length, so that what it had begun to do meets a refusal. */
    private void lapse() {
        Held last = held;
        if (last == null || held()) {
            return;
        }
        boolean elected = election.elected();
        lost(elected ? "it could not be renewed in time" : "another one may be elected");
        if (!elected) {
            link.run(Script.RELEASE, List.of(keys.lease()), List.of(last.text()));
        }
    }

    /** Whoever is elected and does not reach Redis keeps others from leading who may reach it. */
    private void resignWhereOthersMayDoBetter() {
        if (clock.moment().longestSince(answeredAt).compareTo(terms.length()) > 0 && election.elected()) {
            election.resign();
        }
    }

    private void lost(String why) {
        held = null;
        lostAt = clock.moment();
        LOG.warn("this receiver no longer leads: {}", why);
    }

    /** A taker has a new word each time, so that a lease whose answer was lost is not taken for a fresh one. */
    private void heard(Moment asked) {
        Held before = held;
        boolean taker = before == null && asked.since(lostAt).compareTo(terms.length()) >= 0 && election.elected();
        String word = taker ? UUID.randomUUID().toString() : "";
        String standing = String.valueOf(link.run(
                Script.LEASE,
                List.of(keys.lease(), keys.fence()),
                List.of(
                        before == null ? "" : before.text(),
                        Long.toString(terms.length().toMillis()),
                        election.candidate().inWords(),
                        word)));
        boolean ours = before == null ? taker && standing.contains(word) : standing.equals(before.text());
        stand(standing, ours ? new Held(standing, asked) : null);
    }

    private Duration usable() {
        return terms.length().minus(terms.margin());
    }

    private void stand(String standing, @Nullable Held now) {
        String says = standing.isEmpty() ? "nobody" : standing.split(" ", 3)[2];
        if (now == null && held != null) {
            lost("the one who leads is " + says);
        } else if (now != null && held == null) {
            LOG.info("this receiver leads, with lease {}", standing.split(" ", 2)[0]);
        } else if (now == null && !says.equals(leader)) {
            LOG.info("{} leads; this receiver stands by", says);
        }
        held = now;
        led = !standing.isEmpty();
        leader = says;
    }

    private void report(String message) {
        if (!message.equals(problem)) {
            LOG.warn("the lease could not be asked for: {}", message);
        }
        problem = message;
    }

    /** Gives it back, so that another need not wait for its end. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Link.PATIENCE.toMillis());
            Held last = held;
            held = null;
            if (last != null) {
                link.run(Script.RELEASE, List.of(keys.lease()), List.of(last.text()));
            }
        } catch (StoreException e) {
            LOG.warn("the lease ends by itself: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            link.close();
            election.close();
        }
    }
}
