package dev.headroom.receiver.webhook;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The bytes {@code from} to {@code to} of a body, equal to another slice of the same bytes. */
final class Slice implements Comparable<Slice> {

    private final byte[] body;
    private final int from;
    private final int to;
    private final int hash;

    Slice(byte[] body, int from, int to) {
        this.body = body;
        this.from = from;
        this.to = to;
        CRC32 crc = new CRC32();
        crc.update(body, from, to - from);
        this.hash = (int) crc.getValue();
    }

    int from() {
        return from;
    }

    int length() {
        return to - from;
    }

    /** The same bytes, without the body around them. */
    Slice alone() {
        return new Slice(Arrays.copyOfRange(body, from, to), 0, to - from);
    }

    /** An order, so that a hash map stays quick when a sender aims at one hash. */
    @Override
    public int compareTo(Slice other) {
        return Arrays.compare(body, from, to, other.body, other.from, other.to);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Slice slice
                && hash == slice.hash
                && Arrays.equals(body, from, to, slice.body, slice.from, slice.to);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
