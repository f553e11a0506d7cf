package dev.headroom.receiver.gpu;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the GPUs.
 *
 * @param snapshot the latest one; null before the first
 * @param problem why the latest attempt to read failed; empty when it did not
 */
public record GpuReading(@Nullable GpuSnapshot snapshot, String problem) {

    public static GpuReading none() {
        return new GpuReading(null, "");
    }

    public GpuReading failed(String why) {
        return new GpuReading(snapshot, why);
    }

    /** Why nothing may be concluded from it, in words; empty where it is fresh and whole. */
    public Optional<String> doubt(Instant now, Duration maxAge) {
        if (!problem.isEmpty()) {
            return Optional.of("the GPUs cannot be read: " + problem);
        }
        if (snapshot == null) {
            return Optional.of("the GPUs have not been read yet");
        }
        Duration age = Duration.between(snapshot.at(), now).abs();
        return age.compareTo(maxAge) > 0
                ? Optional.of("the last reading of the GPUs is " + age.toSeconds() + " s old, more than "
                        + maxAge.toSeconds() + " s")
                : Optional.empty();
    }
}
