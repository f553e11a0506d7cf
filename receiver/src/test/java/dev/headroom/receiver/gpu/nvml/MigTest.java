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
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cards that are divided by MIG, by real calls into the stand-in for NVML: each instance is a GPU of its own. */
class MigTest {

    @TempDir
    static Path folder;

    private NvmlStub stub;
    private NvmlProbe probe;

    @BeforeAll
    static void gcc() {
        NvmlStub.assume(MigTest.class);
    }

    /** GPU 0 is whole; GPU 1 has an instance that is nearly full and one that is free, with gaps between their numbers. */
    @BeforeEach
    void open() {
        stub = NvmlStub.in(folder).gpus(2, 80 * GIB, 60 * GIB).set("gpu.1.mig", 1);
        instance(0, "MIG-aa", "NVIDIA A100 MIG 3g.40gb", 40 * GIB, GIB);
        instance(3, "MIG-bb", "NVIDIA A100 MIG 1g.10gb", 10 * GIB, 9 * GIB);
        probe = new NvmlProbe(stub.library(), InstantSource.system());
    }

    @AfterEach
    void theCallerKeptTheRules() {
        probe.close();
        assertThat(stub.faults()).isEmpty();
    }

    private void instance(int number, String uuid, String name, long total, long free) {
        String key = "gpu.1.mig." + number + ".";
        stub.set(key + "uuid", uuid).set(key + "name", name);
        stub.set(key + "total", total).set(key + "free", free);
    }

    @Test
    void eachInstanceIsAGpuOfItsOwnWithItsProfileAndSizeAndTheIndexOfItsCard() throws GpuException {
        stub.set("gpu.1.mig.3.process.0", "4711 " + GIB);
        GpuSnapshot read = probe.read();
        assertThat(read.faults()).isEmpty();
        assertThat(read.gpus()).extracting(Gpu::index).containsExactly(0, 1, 1);
        Gpu full = read.gpu("MIG-aa").orElseThrow();
        Gpu free = read.gpu("MIG-bb").orElseThrow();
        assertThat(full.memory()).isEqualTo(new Gpu.Memory(40 * GIB, GIB));
        assertThat(full.low()).isTrue();
        assertThat(full.utilization()).as("NVML tells none").isNull();
        assertThat(free.name()).isEqualTo("NVIDIA A100 MIG 1g.10gb");
        assertThat(free.memory()).isEqualTo(new Gpu.Memory(10 * GIB, 9 * GIB));
        assertThat(free.processes()).containsExactly(new GpuProcess(4711, GIB));
        assertThat(read.gpus().get(0).utilization()).isEqualTo(0.5);
    }

    @Test
    void computeInstancesOfOneGpuInstanceHaveOneMemoryAndAreOneGpu() throws GpuException {
        instance(1, "MIG-a2", "NVIDIA A100 MIG 1c.3g.40gb", 40 * GIB, GIB);
        stub.set("gpu.1.mig.1.gi", 0);
        assertThat(probe.read().gpus())
                .extracting(Gpu::uuid)
                .endsWith("MIG-aa", "MIG-bb")
                .hasSize(3);
    }

    @Test
    void anInstanceThatCannotBeReadLeavesTheOthers() throws GpuException {
        stub.set("gpu.1.mig.0.return.DeviceGetMemoryInfo_v2", 999);
        stub.set("gpu.1.mig.0.return.DeviceGetMemoryInfo", 999);
        GpuSnapshot read = probe.read();
        assertThat(read.gpus()).extracting(Gpu::uuid).endsWith("MIG-bb").hasSize(2);
        assertThat(read.faults()).extracting(Fault::index).containsExactly(1);
        assertThat(read.faults().get(0).problem())
                .startsWith("MIG instance 0: Unknown Error (nvmlDeviceGetMemoryInfo, code 999)");
    }

    @Test
    void anInstanceThatThisUserMayNotSeeLeavesTheOthers() throws GpuException {
        stub.set("gpu.1.mig.3.return.DeviceGetMigDeviceHandleByIndex", 4);
        GpuSnapshot read = probe.read();
        assertThat(read.gpus()).extracting(Gpu::uuid).endsWith("MIG-aa").hasSize(2);
        assertThat(read.faults().get(0).problem())
                .startsWith("MIG instance 3: Insufficient Permissions (nvmlDeviceGetMigDeviceHandleByIndex, code 4)");
    }

    @Test
    void aCardWithoutAnInstanceIsToldWithARemedy() throws GpuException {
        stub.remove("gpu.1.mig.0.total").remove("gpu.1.mig.3.total");
        GpuSnapshot read = probe.read();
        assertThat(read.gpus()).extracting(Gpu::index).containsExactly(0);
        assertThat(read.faults())
                .containsExactly(
                        new Fault(
                                1,
                                "MIG is enabled and there is no instance; make some (nvidia-smi mig -i 1 -cgi PROFILE -C), or switch it off (nvidia-smi -i 1 -mig 0)"));
    }

    @Test
    void aCardOfWhichItIsNotKnownWhetherItIsDividedIsNotReadAsWhole() throws GpuException {
        stub.set("gpu.1.return.DeviceGetMigMode", 999);
        GpuSnapshot read = probe.read();
        assertThat(read.gpus()).extracting(Gpu::index).containsExactly(0);
        assertThat(read.faults().get(0).problem()).startsWith("Unknown Error (nvmlDeviceGetMigMode, code 999)");
    }

    @Test
    void theOnlyCardWithoutAnInstanceIsAReadingThatFailed() {
        stub.set("count", 1).set("gpu.0.mig", 1);
        assertThatThrownBy(probe::read)
                .isInstanceOf(GpuException.class)
                .hasMessageStartingWith("GPU 0: MIG is enabled and there is no instance");
    }
}
