package dev.headroom.receiver.usage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where spans are kept. */
public interface SpanStore {

    /**
     * What is new of a service.
     *
     * @param since spans that begin before are forgotten
     * @param latest by rising time, at least one; in place of all that begin no earlier than the first of them
     */
    record News(String service, Instant since, List<Span> latest) {
        public Instant from() {
            return latest.get(0).from();
        }
    }

    /** Whether this process is the one that writes. */
    boolean leads();

    /** A service's spans, by rising time. */
    List<Span> spans(String service);

    /** Writes all of it or nothing. */
    void keep(List<News> news);

    /** What the release before wrote instead of spans stands here. */
    Optional<String> note(String name);
}
