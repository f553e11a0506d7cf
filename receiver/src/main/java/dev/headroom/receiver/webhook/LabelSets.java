package dev.headroom.receiver.webhook;

import dev.headroom.receiver.alert.Pairs;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The labels that came lately, each set as it was read and checked once: an alert is sent many times, and its labels are the
 * same each time, byte by byte. A bounded number; of two that would have one place the later is kept. Any number of threads
 * may use it, as what is kept never changes.
 */
final class LabelSets {
    private static final int PLACES = 1 << 12;
    private static final int MAX_BYTES = 1 << 9;

    private static final class Known {
        private final byte[] json;
        private final Pairs labels;

        private Known(byte[] json, Pairs labels) {
            this.json = json;
            this.labels = labels;
        }
    }

    private final @Nullable Known[] known = new Known[PLACES];

    /** What the same bytes were read as; null where that is not known any more. */
    @Nullable
    Pairs of(byte[] body, int from, int to) {
        Known there = known[place(body, from, to)];
        return there != null && Arrays.equals(there.json, 0, there.json.length, body, from, to) ? there.labels : null;
    }

    /** Keeps what these bytes, which are a whole object without a name that comes twice, were read as. */
    void keep(byte[] body, int from, int to, Pairs labels) {
        if (to - from <= MAX_BYTES) {
            known[place(body, from, to)] = new Known(Arrays.copyOfRange(body, from, to), labels);
        }
    }

    private static int place(byte[] body, int from, int to) {
        CRC32 sum = new CRC32();
        sum.update(body, from, to - from);
        return (int) sum.getValue() & PLACES - 1;
    }
}
