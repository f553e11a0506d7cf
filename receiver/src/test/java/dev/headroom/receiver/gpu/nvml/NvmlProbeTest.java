package dev.headroom.receiver.gpu.nvml;

import static dev.headroom.receiver.gpu.nvml.NvmlStub.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.Gpu.GpuProcess;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.GpuSnapshot.Fault;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real calls by JNA into a library with NVML's functions, which also checks how it is called. */
class NvmlProbeTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    static Path folder;

    private NvmlStub stub;
    private NvmlProbe probe;

    @BeforeAll
    static void gcc() {
        NvmlStub.assume(NvmlProbeTest.class);
    }

    @BeforeEach
    void open() {
        use(NvmlStub.in(folder));
    }

    @AfterEach
    void theCallerKeptTheRules() {
        probe.close();
        assertThat(stub.faults()).isEmpty();
    }

    private void use(NvmlStub other) {
        stub = other;
        probe = new NvmlProbe(stub.library(), () -> NOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 16})
    void allGpusAreRead(int count) throws GpuException {
        stub.gpus(count, 40 * GIB, 30 * GIB);
        GpuSnapshot read = probe.read();
        assertThat(read.at()).isEqualTo(NOW);
        assertThat(read.faults()).isEmpty();
        assertThat(read.gpus()).hasSize(count).allSatisfy(gpu -> {
            assertThat(gpu.memory()).isEqualTo(new Gpu.Memory(40 * GIB, 30 * GIB));
            assertThat(gpu.utilization()).isEqualTo(0.5);
        });
        assertThat(read.gpus()).extracting(Gpu::uuid).doesNotHaveDuplicates();
    }

    @Test
    void everythingOfAGpuIsTold() throws GpuException {
        stub.gpus(2, 40 * GIB, 30 * GIB)
                .set("gpu.1.name", "NVIDIA A100-SXM4-40GB")
                .set("gpu.1.uuid", "GPU-5a1c0000-1111-2222-3333-444455556666")
                .set("gpu.1.free", 12 * GIB)
                .set("gpu.1.reserved", GIB / 2)
                .set("gpu.1.utilization", 87)
                .set("gpu.1.process.0", "4711 " + 20 * GIB)
                .set("gpu.1.process.1", "4294967295 -1");
        Gpu gpu = probe.read().gpus().get(1);
        assertThat(gpu.index()).isEqualTo(1);
        assertThat(gpu.name()).isEqualTo("NVIDIA A100-SXM4-40GB");
        assertThat(gpu.uuid()).isEqualTo("GPU-5a1c0000-1111-2222-3333-444455556666");
        assertThat(gpu.memory().used()).as("the driver's own part is not free").isEqualTo(28 * GIB);
        assertThat(gpu.utilization()).isEqualTo(0.87);
        assertThat(gpu.processes()).containsExactly(new GpuProcess(4711, 20 * GIB), new GpuProcess(4294967295L, null));
    }

    @Test
    void anOldDriverIsReadByItsOwnStructures() throws GpuException {
        use(NvmlStub.oldIn(folder));
        stub.gpus(1, 24 * GIB, 5 * GIB).set("gpu.0.process.0", "17 " + GIB).set("gpu.0.process.1", "18 " + 2 * GIB);
        Gpu gpu = probe.read().gpus().get(0);
        assertThat(gpu.memory()).isEqualTo(new Gpu.Memory(24 * GIB, 5 * GIB));
        assertThat(gpu.processes()).containsExactly(new GpuProcess(17, GIB), new GpuProcess(18, 2 * GIB));
    }

    @Test
    void aDriverThatHasTheNewFunctionsInNameOnlyIsReadByTheOldOnes() throws GpuException {
        stub.gpus(1, 24 * GIB, 5 * GIB)
                .set("gpu.0.process.0", "17 " + GIB)
                .set("return.DeviceGetMemoryInfo_v2", 13)
                .set("return.DeviceGetComputeRunningProcesses_v3", 13);
        Gpu gpu = probe.read().gpus().get(0);
        assertThat(gpu.memory()).isEqualTo(new Gpu.Memory(24 * GIB, 5 * GIB));
        assertThat(gpu.processes()).containsExactly(new GpuProcess(17, GIB));
    }

    @Test
    void aReadingTellsWhatHasChanged() throws GpuException {
        stub.gpus(1, 40 * GIB, 30 * GIB);
        assertThat(probe.read().gpus().get(0).low()).isFalse();
        stub.free(0, 7 * GIB);
        assertThat(probe.read().gpus().get(0).low()).isTrue();
        stub.gpus(2, 40 * GIB, 30 * GIB);
        assertThat(probe.read().gpus()).hasSize(2);
    }

    @Test
    void utilizationThatIsNotSupportedIsMissingAndNothingElseIs() throws GpuException {
        stub.gpus(1, 40 * GIB, 30 * GIB).remove("gpu.0.utilization");
        Gpu gpu = probe.read().gpus().get(0);
        assertThat(gpu.utilization()).isNull();
        assertThat(gpu.memory().free()).isEqualTo(30 * GIB);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Init           | 9  | Driver Not Loaded (nvmlInit_v2, code 9); load the NVIDIA driver",
                "Init           | 18 | Driver/library version mismatch (nvmlInit_v2, code 18); the driver was updated",
                "Init           | 4  | Insufficient Permissions (nvmlInit_v2, code 4); let this user read /dev/nvidia*",
                "Init           | 999| Unknown Error (nvmlInit_v2, code 999)",
                "DeviceGetCount | 18 | Driver/library version mismatch (nvmlDeviceGetCount_v2, code 18)",
            })
    void whatFailsForAllIsToldAndFoundAgainWhenItIsRepaired(String function, int code, String words)
            throws GpuException {
        stub.gpus(1, 40 * GIB, 30 * GIB).set("return." + function, code);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(probe::read).isInstanceOf(GpuException.class).hasMessageContaining(words);
        }
        stub.remove("return." + function);
        assertThat(probe.read().gpus()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lost_in                        | 1  | GPU is lost (nvmlDeviceGetMigMode, code 15); it has fallen off the bus",
                "return.DeviceGetHandleByIndex  | 4  | Insufficient Permissions (nvmlDeviceGetHandleByIndex_v2, code 4)",
                "return.DeviceGetUUID           | 16 | GPU requires reset (nvmlDeviceGetUUID, code 16); reset it",
                "mig                            | 1  | MIG is enabled and there is no instance",
                "virtualization                 | 2  | it is a vGPU or hosts some, which is not supported",
                "virtualization                 | 3  | it is a vGPU or hosts some, which is not supported",
            })
    void oneGpuThatCannotBeReadIsAFaultAndTheOthersAreRead(String key, int value, String words) throws GpuException {
        stub.gpus(3, 40 * GIB, 30 * GIB).set("gpu.1." + key, value);
        GpuSnapshot read = probe.read();
        assertThat(read.gpus()).extracting(Gpu::index).containsExactly(0, 2);
        assertThat(read.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.problem()).contains(words));
        assertThat(read.faults()).extracting(Fault::index).containsExactly(1);
    }

    @Test
    void aGpuThatIsPassedThroughIsWhole() throws GpuException {
        stub.gpus(1, 40 * GIB, 30 * GIB).set("gpu.0.virtualization", 1).set("gpu.0.mig", 0);
        assertThat(probe.read().faults()).isEmpty();
    }

    @Test
    void theOnlyGpuThatIsLostIsAReadingThatFailed() {
        stub.gpus(1, 40 * GIB, 30 * GIB).set("gpu.0.lost_in", 1);
        assertThatThrownBy(probe::read).isInstanceOf(GpuException.class).hasMessageContaining("GPU 0: GPU is lost");
    }

    @Test
    void aLibraryThatIsNotThereIsToldWithARemedy() {
        try (NvmlProbe none = new NvmlProbe(folder.resolve("libnvidia-ml.so.1"), () -> NOW)) {
            assertThatThrownBy(none::read)
                    .isInstanceOf(GpuException.class)
                    .hasMessageContaining("NVML cannot be loaded")
                    .hasMessageContaining("install the NVIDIA driver");
        }
    }

    @Test
    void moreProcessesThanThereIsRoomForDoNoHarm() throws GpuException {
        stub.gpus(1, 40 * GIB, 30 * GIB);
        for (int i = 0; i <= Layout.MOST_PROCESSES; i++) {
            stub.set("gpu.0.process." + i, (1000 + i) + " 1");
        }
        assertThat(probe.read().gpus().get(0).memory().free()).isEqualTo(30 * GIB);
    }

    @Test
    void theStandInSeesWhatACallerMustNotDo() throws Exception {
        NvmlStub strict = NvmlStub.in(folder).gpus(1, 40 * GIB, 30 * GIB);
        Nvml nvml = Nvml.load(strict.library().toString());
        Layout layout = new Layout();
        nvml.call("nvmlDeviceGetCount_v2", layout.word());
        nvml.call("nvmlInit_v2");
        var handle = layout.word();
        nvml.call("nvmlDeviceGetHandleByIndex_v2", 0, handle);
        var first = handle.getPointer(0);
        nvml.call("nvmlDeviceGetMemoryInfo_v2", first, layout.room(Layout.MEMORY_V2_BYTES));
        nvml.call("nvmlDeviceGetName", first, layout.room(8), 8);
        nvml.call("nvmlShutdown");
        nvml.call("nvmlDeviceGetUUID", first, layout.room(Layout.TEXT_BYTES), Layout.TEXT_BYTES);
        nvml.call("nvmlInit_v2");
        nvml.call("nvmlDeviceGetUUID", first, layout.room(Layout.TEXT_BYTES), Layout.TEXT_BYTES);
        assertThat(strict.faults())
                .containsExactly(
                        "DeviceGetCount was called before init",
                        "nvmlDeviceGetMemoryInfo_v2 got version word 0, not 0x2000028",
                        "DeviceGetName got a buffer of 8 bytes",
                        "DeviceGetUUID was called after shutdown",
                        "DeviceGetUUID got a handle that is not of this init");
    }
}
