package dev.headroom.receiver.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Result.Change;
import dev.headroom.receiver.backtest.candidate.Run;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import dev.headroom.receiver.backtest.model.Objective;
import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.policy.ServicePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A step, a spike, a ramp and a sine within two hours, to the demand policy, on replicas that start in two minutes: what waits
 * behind a step is worked off, and not taken for load that stays.
 */
class BacklogTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void whatWaitsIsWorkedOffAndNotTakenForLoad() throws IOException {
        Result result = played(demand(), 5);
        List<Change> changes = result.changes();
        assertThat(result.figures().objective()).isGreaterThan(0.965);
        assertThat(changes).hasSizeLessThanOrEqualTo(12).allMatch(change -> change.to() <= 14);
        assertThat(replicaSeconds(result))
                .as("replica seconds, of which an oracle needs 5,910")
                .isLessThan(12_000);
        assertThat(Race.tooFew(changes) / Race.FASTER)
                .as("seconds with too few")
                .isLessThanOrEqualTo(40);
        assertThat(Race.hasty(changes)).isFalse();
    }

    /** Nine minutes lie between the step and the spike: who holds everything for so long is no cheaper than this. */
    @Test
    void whoIsReadyForTheSpikeNeedsMoreThanFollowingTakes() {
        assertThat(Race.holding(0)).isLessThan(7_000);
        assertThat(Race.holding(9 * 60)).isEqualTo(8_926);
    }

    /** Who holds only what came with the step, and follows all else a start ahead, keeps to everything that was aimed at. */
    @Test
    void holdingTheStepAloneWouldDo() throws IOException {
        Result result = played(new Candidate("assigned", new Candidate.Recorded(Race.assigned())), 5);
        assertThat(result.figures().objective()).isGreaterThan(0.95);
        assertThat(result.changes()).isEqualTo(Race.assigned()).hasSize(12);
        assertThat(replicaSeconds(result)).isLessThan(7_750);
        assertThat(Race.tooFew(result.changes()) / Race.FASTER).isLessThanOrEqualTo(25);
        assertThat(Race.hasty(result.changes())).isFalse();
    }

    private static double replicaSeconds(Result result) {
        return result.figures().replicaHours() * 3600 / Race.FASTER;
    }

    private Result played(Candidate candidate, long seed) throws IOException {
        RuleSet rules = ((Candidate.Rules) demand().plan()).rules();
        ServicePolicy service = Objects.requireNonNull(rules.policy().service("worker-llm"));
        return Run.of(
                candidate,
                Race.trace(seed),
                new Settings(
                        service,
                        new Work.Slots(Race.SLOTS),
                        GpuBusy.ANY,
                        600,
                        new Objective.Begin(Race.WORK),
                        15,
                        Map.of()));
    }

    /** The demand policy for a service of 2 to 16 replicas that start in two minutes and need no GPU. */
    private Candidate demand() throws IOException {
        copy(ROOT.resolve("alert-rules"), folder.resolve("alert-rules"));
        copy(ROOT.resolve("alertmanager"), folder.resolve("alertmanager"));
        copy(ROOT.resolve("alert-rules/demand"), folder.resolve("alert-rules"));
        return Candidates.folder("demand", folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.writeString(
                        copy,
                        Files.readString(file)
                                .replace("max_replicas: 8\n", "max_replicas: " + Race.MOST + "\n")
                                .replace("warmup_time: 180s ", "warmup_time: " + Race.WARMUP + "s ")
                                .replace("gpu_check: required ", "gpu_check: none "));
            }
        }
    }
}
