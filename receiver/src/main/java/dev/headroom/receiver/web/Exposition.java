package dev.headroom.receiver.web;

import org.jspecify.annotations.Nullable;

/** Port to the metrics. */
@FunctionalInterface
public interface Exposition {

    /** Metrics in one of Prometheus' formats. */
    @SuppressWarnings("ArrayRecordComponent") // written once, read once, never compared
    record Text(String contentType, byte[] body) {}

    /**
     * All metrics as they are now.
     *
     * @param accept the request's Accept header; null where it has none
     */
    Text scrape(@Nullable String accept);
}
