package dev.headroom.receiver.kills;

import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.kills.PauseSweep.Outcome;
import dev.headroom.receiver.oracle.Trap;
import dev.headroom.receiver.oracle.Trap.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
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
    private static final boolean WHOLE =
            System.getProperty("headroom.sweep", "").equals("whole");

    private static final List<List<String>> WORLDS = List.of(
            List.of("create", "stop"),
            List.of("start", "remove"),
            List.of("drain", "route"),
            List.of("sleep", "wake_up"));

    /** In the call, of which it may land; with {@code -Dheadroom.sweep=whole} after it, too. */
    private static final List<Moment> MOMENTS = WHOLE ? List.of(Moment.BEFORE, Moment.AFTER) : List.of(Moment.BEFORE);

    @TempDir
    Path folder;

    @Test
    void atEveryEffectAtMostOneCallLandsAndNothingIsLeft() {
        List<Outcome> outcomes = WORLDS.parallelStream().flatMap(this::paused).toList();

        System.out.printf(
                "pauses %d, landed %d, lost %d, doubled %d, strays %d%n",
                outcomes.size(),
                sum(outcomes, Outcome::landed),
                sum(outcomes, Outcome::lost),
                sum(outcomes, Outcome::doubled),
                sum(outcomes, Outcome::strays));
        PauseSweep.clean(outcomes);
    }

    private static long sum(List<Outcome> outcomes, ToLongFunction<Outcome> number) {
        return outcomes.stream().mapToLong(number).sum();
    }

    private Stream<Outcome> paused(List<String> calls) {
        try (Servers servers = new Servers()) {
            PauseSweep sweep =
                    new PauseSweep(servers, Files.createTempDirectory(folder, "world"), calls.contains("sleep"));
            return calls.stream()
                    .flatMap(call -> MOMENTS.stream().map(moment -> sweep.at(Trap.pause("app", call, moment))))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
