package dev.headroom.receiver.gpu.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuSnapshot;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** The driver's own library, where this machine has a GPU; nothing but reading is done to it. */
class RealGpuTest {

    @Test
    void aRealGpuTellsWhatCanBeTrue() throws GpuException {
        try (NvmlProbe probe = new NvmlProbe(null, InstantSource.system())) {
            GpuSnapshot first = read(probe);
            assertThat(first.gpus()).allSatisfy(gpu -> {
                assertThat(gpu.uuid()).startsWith("GPU-");
                assertThat(gpu.name()).isNotBlank();
                assertThat(gpu.memory().total()).isGreaterThan(1L << 30);
                assertThat(gpu.memory().free()).isBetween(0L, gpu.memory().total());
                assertThat(gpu.processes()).allMatch(process -> process.pid() > 0);
            });
            assertThat(probe.read().gpus())
                    .extracting(Gpu::uuid)
                    .containsExactlyElementsOf(
                            first.gpus().stream().map(Gpu::uuid).toList());
        }
    }

    private static GpuSnapshot read(NvmlProbe probe) {
        try {
            GpuSnapshot snapshot = probe.read();
            assumeTrue(!snapshot.gpus().isEmpty(), "no GPU here");
            return snapshot;
        } catch (GpuException e) {
            System.err.println("SKIPPED: RealGpuTest: " + e.getMessage());
            assumeTrue(false, e.getMessage());
            throw new IllegalStateException(e);
        }
    }
}
