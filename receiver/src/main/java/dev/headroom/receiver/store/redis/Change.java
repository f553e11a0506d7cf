package dev.headroom.receiver.store.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes that happen together, where everything is as they expect it, or not at all. */
final class Change {
    private final String lease;
    private final List<String> conditions = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();

    private Change(String lease) {
        this.lease = lease;
    }

    /** One that any receiver may make. */
    static Change free() {
        return new Change("");
    }

    /** One that is made only while this lease stands. */
    static Change under(String lease) {
        return new Change(lease);
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
        words.add(lease);
        words.add(Integer.toString(conditions.size() / 3));
        words.addAll(conditions);
        words.addAll(commands);
        return words;
    }
}
