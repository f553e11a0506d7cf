package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.time.Moment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is believed of an alert, as it is kept: by wall time, which is all that receivers share. */
record StoredAlert(
        Alert alert,
        AlertState.Phase phase,
        Instant since,
        Instant seenAt,
        @Nullable Instant resolvedAt) {

    static StoredAlert of(AlertState state) {
        return new StoredAlert(
                state.alert(),
                state.phase(),
                state.since().wall(),
                state.seenAt().wall(),
                state.resolvedAt());
    }

    /** As it is known to a process that reads it at {@code now} for the first time. */
    AlertState state(Moment now) {
        return new AlertState(alert, phase, now.recall(since), now.recall(seenAt), resolvedAt);
    }
}
