package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.leader.TermCount;
import java.util.List;

/** The count of terms by which every write of a leader is checked, for one that is elected elsewhere. */
public final class RedisTerms implements TermCount {
    private final Link link;

    public RedisTerms(RedisAddress address) {
        this.link = new Link(address, 1);
    }

    @Override
    public long last() {
        String last = link.ask(redis -> redis.get(link.key(Key.TERM)));
        return last == null ? 0 : Long.parseLong(last);
    }

    @Override
    public long raise(long last) {
        return Long.parseLong(String.valueOf(link.run(Script.TERM, List.of(Long.toString(last)))));
    }

    @Override
    public void close() {
        link.close();
    }
}
