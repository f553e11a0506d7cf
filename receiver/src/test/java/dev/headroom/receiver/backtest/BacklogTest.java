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
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.policy.ServicePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A step, a spike, a ramp and a sine within two hours, to the demand policy, on replicas that start in two minutes: what waits
 * behind a step is worked off, and not taken for load that stays.
 */
class BacklogTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int SECONDS = 6840;
    private static final int SLOTS = 8;
    private static final double WORK = 12;
    private static final double WARMUP = 120;

    @TempDir
    Path folder;

    /** The load, as a number of replicas of whose slots it fills 80 %. */
    private static double load(double at) {
        double t = at / 6;
        if (t < 120) {
            return 1.6;
        } else if (t < 330) {
            return 6;
        } else if (t >= 420 && t < 450) {
            return 9;
        } else if (t < 540) {
            return 1.8;
        } else if (t < 720) {
            return 1.8 + 8.2 * (t - 540) / 180;
        } else if (t < 780) {
            return 10;
        }
        return t < 840 ? 10 - 8 * (t - 780) / 60 : 5 + 3 * Math.sin(2 * Math.PI * (t - 840) / 300 - Math.PI / 2);
    }

    private static Trace trace() {
        SplittableRandom random = new SplittableRandom(5);
        List<Request> requests = new ArrayList<>();
        for (double at = 0; at < SECONDS; ) {
            at -= Math.log(1 - random.nextDouble()) / (load(at) * 0.8 * SLOTS / WORK);
            requests.add(new Request(at, WORK * random.nextDouble(0.8, 1.2)));
        }
        return new Trace(Instant.parse("2026-01-01T09:00:00Z"), SECONDS, requests);
    }

    @Test
    void whatWaitsIsWorkedOffAndNotTakenForLoad() throws IOException {
        RuleSet rules = ((Candidate.Rules) demand().plan()).rules();
        ServicePolicy service = Objects.requireNonNull(rules.policy().service("worker-llm"));
        Result result = Run.of(
                demand(),
                trace(),
                new Settings(
                        service, new Work.Slots(SLOTS), GpuBusy.ANY, 600, new Objective.Begin(WORK), 15, Map.of()));
        List<Change> changes = result.changes();
        assertThat(result.figures().objective()).isGreaterThan(0.95);
        assertThat(changes).hasSizeLessThanOrEqualTo(12).allMatch(change -> change.to() <= 14);
        assertThat(result.figures().replicaHours() * 3600 / 6)
                .as("replica seconds, of which an oracle needs 5,910")
                .isLessThan(11_500);
        assertThat(tooFew(changes) / 6).as("seconds with too few").isLessThan(55);
        for (int i = 1; i < changes.size(); i++) {
            boolean reversed = changes.get(i).to() > changes.get(i).from()
                    != changes.get(i - 1).to() > changes.get(i - 1).from();
            assertThat(reversed && changes.get(i).at() - changes.get(i - 1).at() < WARMUP)
                    .isFalse();
        }
    }

    /** Seconds in which fewer replicas worked than the load fills to 80 %. */
    private static int tooFew(List<Change> changes) {
        int seconds = 0;
        for (int at = 0; at < SECONDS; at++) {
            int ready = 2;
            int count = 2;
            for (Change change : changes) {
                count = change.at() <= at ? change.to() : count;
                ready = change.at() + WARMUP <= at ? change.to() : ready;
            }
            seconds += Math.min(ready, count) < Math.max(2, Math.ceil(load(at) - 1e-9)) ? 1 : 0;
        }
        return seconds;
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
                                .replace("max_replicas: 8\n", "max_replicas: 16\n")
                                .replace("warmup_time: 180s ", "warmup_time: 120s ")
                                .replace("gpu_check: required ", "gpu_check: none "));
            }
        }
    }
}
