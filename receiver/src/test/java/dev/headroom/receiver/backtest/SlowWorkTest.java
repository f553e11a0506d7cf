package dev.headroom.receiver.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.candidate.Result;
import dev.headroom.receiver.backtest.candidate.Run;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.policy.ServicePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day whose work takes eight times as long, with bursts: no number of replicas ends its alert by latency, and nobody stays at
 * the maximum for that, with the rules' own guard or without it.
 */
class SlowWorkTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Trace DAY = Day.slowWithBursts().trace();

    private static Result shipped;

    @TempDir
    Path folder;

    @BeforeAll
    static void play() {
        shipped = played(Candidates.folder("shipped", ROOT));
    }

    @Test
    void nobodyStaysAtTheMaximumForWhatReplicasCannotLower() throws IOException {
        assertThat(shipped.figures().minutesAtMax()).isZero();
        Result alone = played(variant("alone", ""));
        assertThat(alone.figures().refused()).containsKey(Guard.EFFECT);
        assertThat(alone.figures().minutesAtMax()).isLessThanOrEqualTo(5);
        assertThat(alone.figures().objective()).isGreaterThan(shipped.figures().objective() - 0.01);
        Result assumed = played(variant("assumed", ", effect: assumed"));
        assertThat(assumed.figures().minutesAtMax()).isGreaterThan(600);
    }

    /** It knows what comes: as many begin in time, with fewer replica hours. */
    @Test
    void theOracleIsABoundForAll() {
        Result oracle = played(new Candidates(ROOT).of("oracle:40%"));
        assertThat(oracle.figures().objective()).isGreaterThan(shipped.figures().objective());
        assertThat(oracle.figures().replicaHours()).isLessThan(shipped.figures().replicaHours());
    }

    private static Result played(Candidate candidate) {
        RuleSet rules = ((Candidate.Rules) Candidates.folder("shipped", ROOT).plan()).rules();
        ServicePolicy service = Objects.requireNonNull(rules.policy().service("worker-llm"));
        return Run.of(candidate, DAY, Settings.of(service));
    }

    /** The shipped rules without their own guard of the ups by latency, and what the policy says of that trigger. */
    private Candidate variant(String name, String effect) throws IOException {
        try (Stream<Path> files =
                Stream.concat(Files.walk(ROOT.resolve("alert-rules")), Files.walk(ROOT.resolve("alertmanager")))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(name).resolve(ROOT.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.writeString(
                        copy,
                        Files.readString(file)
                                .replace(
                                        "guard_loaded:switch\", expr: vector(1)",
                                        "guard_loaded:switch\", expr: vector(0)")
                                .replace("latency_p95: {cooldown: 10m}", "latency_p95: {cooldown: 10m" + effect + "}"));
            }
        }
        return Candidates.folder(name, folder.resolve(name));
    }
}
