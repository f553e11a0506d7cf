package dev.headroom.receiver.e2e;

import static dev.headroom.receiver.gpu.nvml.NvmlStub.GIB;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.gpu.nvml.NvmlStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program that people try their GPU with, {@code docs/gpu/try.py}, on stand-ins for NVML, CUDA and nvidia-smi: what it asks of the
 * packaged Headroom, and what it says where these are not there.
 */
class TryGpuIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @BeforeAll
    static void programs() {
        NvmlStub.assume(TryGpuIT.class);
        boolean python =
                Stream.of(System.getenv("PATH").split(":")).anyMatch(on -> Files.isExecutable(Path.of(on, "python3")));
        if (!python) {
            System.err.println("SKIPPED: TryGpuIT: no python3 on the PATH");
        }
        assumeTrue(python, "no python3 on the PATH");
    }

    /** Of a card that is divided CUDA sees the instance, and nvidia-smi tells no memory. */
    @Test
    void allItsChecksPassOnAnInstanceOfMig() throws IOException {
        NvmlStub nvml = NvmlStub.in(folder)
                .gpus(2, 80 * GIB, 79 * GIB)
                .set("gpu.1.mig", 1)
                .set("gpu.0.mig", 1)
                .set("gpu.0.mig.0.uuid", "MIG-77e0")
                .set("gpu.0.mig.0.name", "NVIDIA H100 MIG 3g.40gb")
                .set("gpu.0.mig.0.total", 40 * GIB)
                .set("gpu.0.mig.0.free", 39 * GIB)
                .withCuda();
        try (Child child = tries(nvml.library().getParent(), "MIG-77e0")) {
            assertThat(child.exit(LIMIT)).as("%s%s", child.out(), child.err()).isZero();
            assertThat(child.out())
                    .contains("GPU 0 MIG-77e0, NVIDIA H100 MIG 3g.40gb, driver 580.1", "16 of 16 checks passed")
                    .doesNotContain("FAILED");
        }
        assertThat(nvml.faults()).isEmpty();
    }

    @Test
    void whatItLacksIsToldAtOnce() throws IOException {
        try (Child child = Child.start(
                folder,
                List.of("/usr/bin/env", "python3", script()),
                Map.of("HEADROOM", "/nope", "PATH", "/usr/bin:/bin"))) {
            assertThat(child.exit(LIMIT)).isEqualTo(2);
            assertThat(child.err())
                    .startsWith("This cannot be tried here. It lacks:\n- ")
                    .contains("- /nope: build it, or name the command in the variable HEADROOM")
                    .doesNotContain("Traceback");
        }
    }

    private static String script() {
        return Distribution.ROOT.resolve("docs/gpu/try.py").toString();
    }

    private Child tries(Path standIns, String gpu) throws IOException {
        Path smi = Files.writeString(standIns.resolve("nvidia-smi"), "#!/bin/sh\necho 580.1\n");
        Files.setPosixFilePermissions(smi, fromString("rwxr-xr-x"));
        return Child.start(
                folder,
                List.of("python3", script(), gpu),
                Map.of(
                        "HEADROOM", String.join(" ", Distribution.program(List.of(Archive.option()))),
                        "HEADROOM_HOME", Distribution.ROOT.toString(),
                        "LD_LIBRARY_PATH", standIns.toString(),
                        "PATH", standIns + ":" + System.getenv("PATH")));
    }
}
