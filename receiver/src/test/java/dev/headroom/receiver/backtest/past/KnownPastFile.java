package dev.headroom.receiver.backtest.past;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/** Writes a known past for docs/benchmarks/past.sh. */
final class KnownPastFile {

    private KnownPastFile() {}

    /** @param words a file, the second since 1970 at which the past begins, and its hours */
    public static void main(String[] words) throws IOException {
        Instant begins = Instant.ofEpochSecond(Long.parseLong(words[1]));
        new KnownPast(begins, Integer.parseInt(words[2])).writeSamples(Path.of(words[0]));
    }
}
