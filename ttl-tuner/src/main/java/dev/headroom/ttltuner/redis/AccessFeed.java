package dev.headroom.ttltuner.redis;

import static dev.headroom.ttltuner.redis.RedisTroubleException.telling;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamInfo;

/**
 * Reads the stream {@code cache:access:{mode}} on from where it was left. Each entry has the field {@code k}, a hash of the
 * key in any form, and may have {@code s}, the bytes of an entry that was written.
 */
public final class AccessFeed {
    private static final int BATCH = 5000;
    private static final String ADDED = "entries-added";

    private final UnifiedJedis redis;
    private final String stream;
    private StreamEntryID last = new StreamEntryID(0, 0);
    private long added;

    public AccessFeed(UnifiedJedis redis, String mode) {
        this.redis = redis;
        this.stream = Keys.access(mode);
    }

    /** Takes what was read. */
    public interface Reader {
        /** A lookup at milliseconds of Redis' clock; {@code bytes} is null unless it wrote an entry and says its size. */
        void access(String key, long at, @Nullable Long bytes);

        /** Entries were trimmed before they could be read, or the stream began anew. */
        void gap();
    }

    /** Reads all that came since the last time; false where there is no stream. */
    public boolean read(Reader reader) {
        return telling(() -> {
            if (!redis.type(stream).equals("stream")) {
                return false;
            }
            StreamInfo info = redis.xinfoStream(stream);
            if (hasGap(info)) {
                reader.gap();
            }
            readUntil(info.getLastGeneratedId(), reader);
            added = count(info);
            return true;
        });
    }

    private boolean hasGap(StreamInfo info) {
        boolean first = last.getTime() == 0;
        if (info.getLastGeneratedId().compareTo(last) < 0 || count(info) < added) {
            last = new StreamEntryID(0, 0);
            return true;
        }
        return !first && count(info) - added > info.getLength();
    }

    /** Redis before 7 does not count, and its gaps go unnoticed. */
    private static long count(StreamInfo info) {
        Map<String, Object> fields = info.getStreamInfo();
        return fields.get(ADDED) instanceof Long count ? count : 0;
    }

    private void readUntil(StreamEntryID end, Reader reader) {
        while (last.compareTo(end) < 0) {
            List<StreamEntry> entries = redis.xrange(stream, "(" + last, end.toString(), BATCH);
            entries.forEach(entry -> read(entry, reader));
            last = entries.isEmpty() ? end : entries.get(entries.size() - 1).getID();
        }
    }

    private static void read(StreamEntry entry, Reader reader) {
        String key = entry.getFields().get("k");
        if (key != null) {
            reader.access(key, entry.getID().getTime(), bytes(entry.getFields().get("s")));
        }
    }

    private static @Nullable Long bytes(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,10}") ? Long.valueOf(text) : null;
    }
}
