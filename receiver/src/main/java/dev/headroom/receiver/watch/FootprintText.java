package dev.headroom.receiver.watch;

import dev.headroom.receiver.gpu.Footprint;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** A footprint as the store keeps it: largest, latest, times, instant. */
final class FootprintText {
    private static final int PARTS = 4;

    private FootprintText() {}

    static String write(Footprint footprint) {
        return footprint.largest() + " " + footprint.latest() + " " + footprint.times() + " " + footprint.at();
    }

    /** Empty where it is none: what is not understood is learned anew. */
    static Optional<Footprint> read(String text) {
        String[] parts = text.split(" ", PARTS);
        try {
            return parts.length < PARTS
                    ? Optional.empty()
                    : Optional.of(new Footprint(
                            Long.parseLong(parts[0]),
                            Long.parseLong(parts[1]),
                            Integer.parseInt(parts[2]),
                            Instant.parse(parts[3])));
        } catch (NumberFormatException | DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
