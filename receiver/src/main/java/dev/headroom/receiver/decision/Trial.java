package dev.headroom.receiver.decision;

import dev.headroom.receiver.time.Moment;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of a source of ups while its alerts fire and nothing says that the service is loaded: whether more replicas
 * help.
 *
 * @param alerts its alerts, each as fingerprint and start: while one of them is still there, the source has not ended
 * @param after id of the latest action on the service when this began; empty where there was none
 * @param noRoom since when there is no room for its up; null while there is
 * @param doubt why it is not believed; null while it is
 */
public record Trial(
        Set<String> alerts,
        String after,
        @Nullable Moment noRoom,
        @Nullable Doubt doubt) {

    /** Why more replicas are not believed to help. */
    public enum Cause {
        TWO_UPS("two ups became healthy"),
        NO_ROOM("there was no room for its up for an hour");

        private final String words;

        Cause(String words) {
            this.words = words;
        }
    }

    /** Since when they are not believed to, and why. */
    public record Doubt(Cause cause, Instant since) {

        /** In words. */
        public String inWords() {
            return cause.words + " and its alert fires on, while no alert says that the service is loaded";
        }
    }

    public Trial {
        alerts = Collections.unmodifiableSet(new TreeSet<>(alerts));
    }

    Trial with(Set<String> present) {
        return new Trial(present, after, noRoom, doubt);
    }

    /** Whether one of these is still there. */
    boolean goesOn(Set<String> present) {
        return alerts.stream().anyMatch(present::contains);
    }
}
