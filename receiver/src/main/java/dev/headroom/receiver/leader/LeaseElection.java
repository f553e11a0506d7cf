package dev.headroom.receiver.leader;

import dev.headroom.receiver.loop.Loop;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever holds the lease leads. It is counted from before it was asked for, by whichever clock went on further, and ends here
 * before it ends where it is kept: who was paused, slept with its machine, or is cut off, knows by itself that another one may
 * lead.
 */
public final class LeaseElection implements Election {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseElection.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /**
     * How long, and how often.
     *
     * @param length of a lease
     * @param pause between two times that it is asked for
     */
    public record Pace(Duration length, Duration pause) {
        public static final Pace USUAL = new Pace(Duration.ofSeconds(15), Duration.ofSeconds(2));

        /** The last tenth is left unused, for the step that follows a look. */
        private Duration usable() {
            return length.minus(length.dividedBy(10));
        }
    }

    /** A lease of ours, and when it was asked for. */
    private record Held(long term, Moment asked) {}

    /** Who had the lease then, in words. */
    private record Heard(String holder, Moment at) {}

    private final Lease lease;
    private final Pace pace;
    private final Timepiece clock;
    private final Loop loop = new Loop("election", e -> LOG.error("a turn of the election failed; the next comes", e));
    private volatile @Nullable Held held;
    private volatile Heard heard;
    private volatile long term;
    private volatile boolean resigns;
    private Moment lostAt;
    private String problem = "";

    LeaseElection(Lease lease, Pace pace, Timepiece clock) {
        this.lease = lease;
        this.pace = pace;
        this.clock = clock;
        this.lostAt = clock.moment().minus(pace.length());
        this.heard = new Heard("", lostAt);
    }

    /** Has asked for the lease once, and goes on doing so; the lease is closed with it. */
    public static LeaseElection of(Lease lease, Pace pace, Timepiece clock) {
        LeaseElection election = new LeaseElection(lease, pace, clock);
        election.loop.atOnce(PATIENCE, election::ask);
        election.loop.every(pace.pause(), pace.pause(), election::ask);
        return election;
    }

    @Override
    public Candidate candidate() {
        return lease.candidate();
    }

    @Override
    public boolean leads() {
        Held ours = held;
        return ours != null && !resigns && age(ours.asked()).compareTo(pace.usable()) < 0;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public String leader() {
        return isLed() ? heard.holder() : "nobody";
    }

    @Override
    public boolean isLed() {
        Heard last = heard;
        return !last.holder().isEmpty() && age(last.at()).compareTo(pace.length()) < 0;
    }

    private Duration age(Moment since) {
        return clock.moment().longestSince(since);
    }

    /** One turn. */
    synchronized void ask() {
        try {
            lapse();
            Moment asked = clock.moment();
            boolean take = held == null && asked.since(lostAt).compareTo(pace.length()) >= 0;
            hear(lease.ask(take), asked);
            problem = "";
        } catch (Exception | Error e) {
            report(String.valueOf(e.getMessage()));
        }
    }

    /** One that lost its lease waits for another's length, so that what it had begun to do meets a refusal. */
    private void lapse() throws Exception {
        if (held != null && !leads()) {
            lost(resigns ? "it gives the lead back" : "its lease could not be renewed in time");
            lease.release();
        }
    }

    private void lost(String why) {
        held = null;
        resigns = false;
        lostAt = clock.moment();
        LOG.warn("this receiver no longer leads: {}", why);
    }

    private void hear(Lease.Standing standing, Moment asked) {
        String says = standing.holder().isEmpty() ? "nobody" : standing.holder();
        if (standing.term() > 0) {
            if (held == null) {
                LOG.info("this receiver leads, in term {}", standing.term());
            }
            term = standing.term();
            held = new Held(term, asked);
        } else if (held != null) {
            lost("the one who leads is " + says);
        } else if (!standing.holder().equals(heard.holder())) {
            LOG.info("{} leads; this receiver stands by", says);
        }
        heard = new Heard(standing.holder(), asked);
    }

    private void report(String message) {
        if (!message.equals(problem)) {
            LOG.warn("the lease could not be asked for: {}", message);
        }
        problem = message;
    }

    @Override
    public void resign() {
        if (leads()) {
            resigns = true;
            loop.once(Duration.ZERO, this::ask);
        }
    }

    @Override
    public void close() {
        resigns = true;
        try (lease;
                loop) {
            if (loop.ends(PATIENCE) && held != null) {
                lease.release();
            }
        } catch (Exception e) {
            LOG.warn("the lease ends by itself: {}", e.getMessage());
        }
    }
}
