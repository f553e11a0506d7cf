package dev.headroom.receiver.gpu.nvml;

import static dev.headroom.receiver.gpu.nvml.NvmlStub.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.GpuSnapshot.Fault;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no sound driver tells: a GPU is read as it is or is a fault with its words, and the other one is read. */
class OddReadingsTest {
    private static final int[] CODES = {1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 13, 15, 16, 17, 18, 19, 25, 27, 999, 1000};
    private static final Gpu.Memory SOUND = new Gpu.Memory(40 * GIB, 30 * GIB);

    @TempDir
    static Path folder;

    private NvmlStub stub;
    private NvmlProbe probe;

    @BeforeAll
    static void gcc() {
        NvmlStub.assume(OddReadingsTest.class);
    }

    @BeforeEach
    void open() {
        stub = NvmlStub.in(folder).gpus(2, 40 * GIB, 30 * GIB);
        probe = new NvmlProbe(stub.library(), InstantSource.system());
    }

    @AfterEach
    void theCallerKeptTheRules() {
        probe.close();
        assertThat(stub.faults()).isEmpty();
    }

    private List<Fault> faultsOfTheSecond() throws GpuException {
        GpuSnapshot read = probe.read();
        assertThat(read.gpus().get(0).index()).isZero();
        assertThat(read.gpus()).allSatisfy(gpu -> assertThat(gpu.memory()).isEqualTo(SOUND));
        assertThat(read.gpus().size() + read.faults().size()).isEqualTo(2);
        return read.faults();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DeviceGetHandleByIndex",
                "DeviceGetUUID",
                "DeviceGetName",
                "DeviceGetMigMode",
                "DeviceGetVirtualizationMode",
                "DeviceGetMemoryInfo_v2",
                "DeviceGetMemoryInfo",
                "DeviceGetUtilizationRates",
                "DeviceGetComputeRunningProcesses_v3",
            })
    void whateverACallAnswersIsUnderstoodOrTold(String function) throws GpuException {
        for (int code : CODES) {
            stub.set("gpu.1.return." + function, code);
            assertThat(faultsOfTheSecond())
                    .as("%s, code %d", function, code)
                    .allSatisfy(
                            fault -> assertThat(fault.problem()).contains("(nvml" + function, "code " + code + ")"));
        }
        stub.remove("gpu.1.return." + function);
        assertThat(faultsOfTheSecond()).as("it is well again").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 25, 999})
    void memoryIsReadByTheOlderFunctionWhereTheNewerOneFails(int code) throws GpuException {
        stub.set("return.DeviceGetMemoryInfo_v2", code);
        assertThat(faultsOfTheSecond()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "total | 0            | it is told to have 32212254720 bytes free of 0",
                "free  | 99999999999  | it is told to have 99999999999 bytes free of 42949672960",
                "free  | -1           | it is told to have -1 bytes free of 42949672960",
            })
    void memoryThatCannotBeIsNotReckonedWith(String key, long value, String words) throws GpuException {
        stub.set("gpu.1." + key, value);
        assertThat(faultsOfTheSecond()).containsExactly(new Fault(1, words));
    }

    @Test
    void reservedMemoryBeyondAllThatThereIsChangesNothing() throws GpuException {
        stub.set("gpu.1.reserved", 50 * GIB);
        assertThat(faultsOfTheSecond()).isEmpty();
    }

    @Test
    void gpusWithOneUuidAreBothFaults() throws GpuException {
        stub.gpus(3, 40 * GIB, 30 * GIB).set("gpu.1.uuid", "GPU-x").set("gpu.2.uuid", "GPU-x");
        GpuSnapshot read = probe.read();
        assertThat(read.gpus()).extracting(Gpu::index).containsExactly(0);
        assertThat(read.faults())
                .containsExactly(
                        new Fault(1, "several GPUs are told by the UUID GPU-x"),
                        new Fault(2, "several GPUs are told by the UUID GPU-x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "101", "2147483647"})
    void utilizationThatCannotBeIsMissing(String percent) throws GpuException {
        stub.set("gpu.1.utilization", percent);
        assertThat(probe.read().gpus()).extracting(Gpu::utilization).containsExactly(0.5, null);
    }

    /** One that was reset is found only by a new init; and one that needs a reset is in use as long as NVML is open. */
    @Test
    void aGpuThatWasLostIsFoundAgain() throws GpuException {
        stub.set("gpu.1.lost_in", 1);
        assertThat(faultsOfTheSecond()).extracting(Fault::index).containsExactly(1);
        assertThat(faultsOfTheSecond()).isEmpty();
    }

    @Test
    void aGpuThatVanishesBetweenTwoReadingsIsNotThere() throws GpuException {
        assertThat(probe.read().gpus()).hasSize(2);
        stub.set("count", 1);
        assertThat(probe.read().gpus()).extracting(Gpu::index).containsExactly(0);
        stub.set("count", 2).set("gpu.1.return.DeviceGetHandleByIndex", 2);
        assertThat(faultsOfTheSecond()).extracting(Fault::index).containsExactly(1);
    }
}
