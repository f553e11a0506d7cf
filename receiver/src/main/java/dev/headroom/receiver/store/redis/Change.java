package dev.headroom.receiver.store.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes that happen together, where everything is as they expect it, or not at all. */
final class Change {
    /** The term of what need not be written by the leader. */
    static final long ANYBODY = 0;

    private final long term;
    private final List<String> conditions = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();

    Change(long term) {
        this.term = term;
    }

    /** Only where the hash has this value in the field; null for none. */
    Change where(String hash, String field, @Nullable String value) {
        conditions.addAll(List.of(hash, field, value == null ? "" : value));
        return this;
    }

    Change set(String hash, String field, String value) {
        return command("HSET", hash, field, value);
    }

    Change remove(String hash, String field) {
        return command("HDEL", hash, field);
    }

    Change rank(String sortedSet, long score, String member) {
        return command("ZADD", sortedSet, Long.toString(score), member);
    }

    Change unrank(String sortedSet, String member) {
        return command("ZREM", sortedSet, member);
    }

    /** Takes away those with a score from {@code least} to {@code most}, as Redis writes them. */
    Change unrank(String sortedSet, String least, String most) {
        return command("ZREMRANGEBYSCORE", sortedSet, least, most);
    }

    private Change command(String... words) {
        commands.add(Integer.toString(words.length));
        commands.addAll(Arrays.asList(words));
        return this;
    }

    boolean empty() {
        return commands.isEmpty();
    }

    /** As the script takes it. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Long.toString(term));
        words.add(Integer.toString(conditions.size() / 3));
        words.addAll(conditions);
        words.addAll(commands);
        return words;
    }
}
