package dev.headroom.receiver.gpu.nvml;

import static dev.headroom.receiver.gpu.nvml.NvmlStub.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuSnapshot;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What of a GPU may fail to be told: all but its memory. */
class OneBadCallTest {

    @TempDir
    static Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private NvmlStub stub;
    private NvmlProbe probe;

    @BeforeAll
    static void gcc() {
        NvmlStub.assume(OneBadCallTest.class);
    }

    @BeforeEach
    void open() {
        log.start();
        logger().addAppender(log);
        stub = NvmlStub.in(folder).gpus(2, 40 * GIB, 30 * GIB).set("gpu.0.process.0", "4711 " + GIB);
        probe = new NvmlProbe(stub.library(), InstantSource.system());
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        probe.close();
        assertThat(stub.faults()).isEmpty();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.headroom.receiver.gpu.nvml");
    }

    @ParameterizedTest
    @ValueSource(ints = {999, 1000, 15})
    void utilizationThatFailsIsMissingAndToldOnce(int code) throws GpuException {
        stub.set("gpu.0.return.DeviceGetUtilizationRates", code);
        for (int i = 0; i < 3; i++) {
            GpuSnapshot read = probe.read();
            assertThat(read.faults()).isEmpty();
            assertThat(read.gpus()).extracting(Gpu::utilization).containsExactly(null, 0.5);
            assertThat(read.gpus().get(0).memory().free()).isEqualTo(30 * GIB);
            assertThat(read.gpus().get(0).processes()).hasSize(1);
        }
        assertThat(log.list)
                .singleElement()
                .satisfies(told -> assertThat(told.getFormattedMessage())
                        .startsWith("GPU-00000000-0000-0000-0000-000000000000 is read without what failed: ")
                        .contains("(nvmlDeviceGetUtilizationRates, code " + code + ")"));
        stub.remove("gpu.0.return.DeviceGetUtilizationRates");
        assertThat(probe.read().gpus().get(0).utilization()).isEqualTo(0.5);
        stub.set("gpu.0.return.DeviceGetUtilizationRates", code);
        probe.read();
        assertThat(log.list).as("it was well in between").hasSize(2);
    }

    @Test
    void processesThatFailAreMissingAndToldOnce() throws GpuException {
        stub.set("return.DeviceGetComputeRunningProcesses_v3", 999);
        for (int i = 0; i < 3; i++) {
            assertThat(probe.read().gpus())
                    .hasSize(2)
                    .allSatisfy(gpu -> assertThat(gpu.processes()).isEmpty());
        }
        assertThat(log.list).as("of each GPU").hasSize(2);
    }

    @Test
    void memoryThatNvmlDoesNotTellIsUnifiedAndHasARemedy() throws GpuException {
        stub.set("gpu.1.return.DeviceGetMemoryInfo_v2", 3).set("gpu.1.return.DeviceGetMemoryInfo", 3);
        GpuSnapshot read = probe.read();
        assertThat(read.gpus()).extracting(Gpu::index).containsExactly(0);
        assertThat(read.faults().get(0).problem())
                .isEqualTo(
                        "NVML does not tell its memory (nvmlDeviceGetMemoryInfo, code 3), as of a GPU that shares the machine's, such as GB10; set gpu_check: none in the policy for services on it, or have Prometheus tell it (gpu.source: prometheus)");
        stub.set("count", 1).set("return.DeviceGetMemoryInfo_v2", 3).set("return.DeviceGetMemoryInfo", 3);
        assertThatThrownBy(probe::read)
                .isInstanceOf(GpuException.class)
                .hasMessageStartingWith("GPU 0: NVML does not tell its memory")
                .hasMessageContaining("gpu_check: none");
    }

    @Test
    void anErrorThatNobodyKnowsHasARemedy() {
        stub.set("return.Init", 999);
        assertThatThrownBy(probe::read)
                .hasMessageStartingWith("Unknown Error (nvmlInit_v2, code 999); ")
                .hasMessageContaining("restart this container");
    }
}
