package dev.headroom.receiver.alertmanager;

import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** For how long Alertmanager has been up, whatever is done to the clocks of the two hosts meanwhile. */
final class Uptime {

    private @Nullable Instant told;
    private @Nullable Moment since;
    private @Nullable Moment asked;

    /** Takes what it tells of its start, and returns how long ago that was. */
    Duration heard(Instant start, Moment now) {
        if (!start.equals(told) || since == null) {
            Moment recalled = now.recall(start);
            since = told != null && asked != null && asked.isAfter(recalled) ? asked : recalled;
            told = start;
        }
        asked = now;
        return now.since(since);
    }
}
