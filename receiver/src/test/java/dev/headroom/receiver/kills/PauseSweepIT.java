package dev.headroom.receiver.kills;

import dev.headroom.receiver.kills.PauseSweep.Outcome;
import dev.headroom.receiver.oracle.Trap;
import dev.headroom.receiver.oracle.Trap.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Row "a leader paused past its lease": nothing of a term that is over takes effect, but the call that had begun. */
@Timeout(400)
@EnabledIf("dev.headroom.receiver.store.redis.RedisServer#installed")
class PauseSweepIT {

    /** In each world one after the other: most of it is waiting for the lease to end, so that the worlds go side by side. */
    private static final List<List<String>> WORLDS =
            List.of(List.of("create", "stop"), List.of("start", "remove"), List.of("drain", "route"));

    @TempDir
    Path folder;

    @Test
    void atEveryEffectAtMostOneCallLandsAndNothingIsLeft() {
        List<Outcome> outcomes = WORLDS.parallelStream().flatMap(this::paused).toList();

        System.out.printf(
                "pauses %d, landed %d, lost 0, doubled %d, strays %d%n",
                outcomes.size(),
                outcomes.stream().mapToLong(Outcome::landed).sum(),
                outcomes.stream().mapToLong(Outcome::doubled).sum(),
                outcomes.stream().mapToLong(Outcome::strays).sum());
        PauseSweep.clean(outcomes);
    }

    private Stream<Outcome> paused(List<String> calls) {
        try (PauseSweep sweep = new PauseSweep(Files.createTempDirectory(folder, "world"))) {
            return calls.stream()
                    .flatMap(call -> Stream.of(Moment.BEFORE, Moment.AFTER)
                            .map(moment -> sweep.at(Trap.pause("app", call, moment))))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
