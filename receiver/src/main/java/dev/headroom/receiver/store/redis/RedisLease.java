package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.leader.Candidate;
import dev.headroom.receiver.leader.Lease;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** A lease that is kept beside the state, as text with an expiry: its term, a word of its own, and whose it is in words. */
public final class RedisLease implements Lease {
    private final Link link;
    private final Candidate candidate;
    private final Duration length;
    private String held = "";

    public RedisLease(RedisAddress address, Candidate candidate, Duration length) {
        this.link = new Link(address, 1);
        this.candidate = candidate;
        this.length = length;
    }

    @Override
    public Candidate candidate() {
        return candidate;
    }

    /** A taker has a new word each time, so that a lease whose answer was lost is not taken for a fresh one. */
    @Override
    public Standing ask(boolean take) {
        String word = take ? UUID.randomUUID().toString() : "";
        String standing = String.valueOf(
                link.run(Script.LEASE, List.of(held, Long.toString(length.toMillis()), candidate.inWords(), word)));
        if (standing.isEmpty()) {
            held = "";
            return Standing.FREE;
        }
        String[] parts = standing.split(" ", 3);
        boolean ours = standing.equals(held) || parts[1].equals(word);
        held = ours ? standing : "";
        return new Standing(ours ? Long.parseLong(parts[0]) : 0, parts[2]);
    }

    @Override
    public void release() {
        String given = held;
        held = "";
        if (!given.isEmpty()) {
            link.run(Script.RELEASE, List.of(given));
        }
    }

    @Override
    public void close() {
        link.close();
    }
}
