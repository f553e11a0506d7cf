package dev.headroom.ttltuner.bench;

import dev.headroom.ttltuner.curve.KeyHash;
import dev.headroom.ttltuner.curve.ShadowGrid;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How many accesses a second the curve takes on one core: 1000 lookups a second of Zipf's law, hashed from text. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CurveBenchmark {
    private static final int BATCH = 1 << 16;

    /** Fewer keys than are followed, and many more. */
    @Param({"8000", "1000000"})
    public int keys;

    private final String[] accesses = new String[BATCH];
    private ShadowGrid grid;
    private long now;

    @Setup
    public void prepare() {
        Random random = new Random(1);
        grid = ShadowGrid.forBounds(30, 600, ShadowGrid.HALF_LIFE);
        for (int i = 0; i < BATCH; i++) {
            accesses[i] = Long.toHexString((long) Math.pow(keys, random.nextDouble()) * 0x9e3779b97f4a7c15L);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int access() {
        for (String key : accesses) {
            grid.access(KeyHash.of(key), now++);
        }
        return grid.keys();
    }
}
