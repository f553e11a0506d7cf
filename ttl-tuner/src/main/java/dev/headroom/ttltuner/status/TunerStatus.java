package dev.headroom.ttltuner.status;

import dev.headroom.ttltuner.tuning.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tuner as a whole.
 *
 * @param redis why Redis cannot be used; null where it can
 */
public record TunerStatus(boolean leader, @Nullable Reason redis, List<ModeStatus> modes) {
    public TunerStatus {
        modes = List.copyOf(modes);
    }
}
