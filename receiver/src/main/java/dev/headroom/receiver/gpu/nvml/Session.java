package dev.headroom.receiver.gpu.nvml;

import com.sun.jna.Pointer;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.Gpu.GpuProcess;
import dev.headroom.receiver.gpu.GpuException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** NVML between init and shutdown. Handles are asked for anew at each reading: one is good for this session only. */
final class Session implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final int MIG_ENABLED = 1;
    private static final int PASSTHROUGH = 1;
    private static final double PERCENT = 100;

    /** {@code NVML_VALUE_NOT_AVAILABLE}. */
    private static final long NOT_AVAILABLE = -1;

    private static final String NO_MEMORY =
            "NVML does not tell its memory (nvmlDeviceGetMemoryInfo, code 3), as of a GPU that shares the machine's,"
                    + " such as GB10; set gpu_check: none in the policy for services on it, or have Prometheus tell it"
                    + " (gpu.source: prometheus)";

    private final Nvml nvml;
    private final Layout layout = new Layout();
    private final Set<String> failing;
    private boolean failed;

    private Session(Nvml nvml, Set<String> failing) {
        this.nvml = nvml;
        this.failing = failing;
    }

    /** @param failing which calls were told to fail, of which GPU; outlives the session */
    static Session open(Nvml nvml, Set<String> failing) throws GpuException {
        try {
            Session session = new Session(nvml, failing);
            session.must("nvmlInit_v2");
            return session;
        } catch (CallException e) {
            throw new GpuException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether a call failed without which a GPU cannot be read. */
    boolean hasFailed() {
        return failed;
    }

    int count() throws CallException {
        Pointer count = layout.word();
        must("nvmlDeviceGetCount_v2", count);
        return count.getInt(0);
    }

    /** An instance of MIG; empty where none has this number, or where its memory is one of those. */
    Optional<Gpu> instance(int index, Pointer card, int number, Set<Integer> memories) throws CallException {
        Pointer found = layout.word();
        int code = nvml.call("nvmlDeviceGetMigDeviceHandleByIndex", card, number, found);
        if (code == Code.NOT_FOUND) {
            return Optional.empty();
        }
        check("nvmlDeviceGetMigDeviceHandleByIndex", code);
        Pointer handle = found.getPointer(0);
        Pointer memory = layout.word();
        must("nvmlDeviceGetGpuInstanceId", handle, memory);
        return memories.add(memory.getInt(0)) ? Optional.of(gpu(index, handle)) : Optional.empty();
    }

    int mostInstances(Pointer card) throws CallException {
        Pointer most = layout.word();
        must("nvmlDeviceGetMaxMigDeviceCount", card, most);
        return most.getInt(0);
    }

    /** Whether MIG is enabled: the card then has memory that no instance may use as a whole. */
    boolean isDivided(Pointer handle) throws CallException {
        refuseVirtual(handle);
        Pointer mode = layout.room(2 * Integer.BYTES);
        int code = nvml.call("nvmlDeviceGetMigMode", handle, mode, mode.share(Integer.BYTES));
        if (lacking(code)) {
            return false;
        }
        check("nvmlDeviceGetMigMode", code);
        return mode.getInt(0) == MIG_ENABLED;
    }

    private void refuseVirtual(Pointer handle) throws CallException {
        Pointer kind = layout.word();
        int code = nvml.call("nvmlDeviceGetVirtualizationMode", handle, kind);
        if (code == Code.SUCCESS && kind.getInt(0) > PASSTHROUGH) {
            throw new CallException("it is a vGPU or hosts some, which is not supported; pass the whole GPU through");
        }
    }

    Gpu gpu(int index, Pointer handle) throws CallException {
        String uuid = text("nvmlDeviceGetUUID", handle);
        return new Gpu(
                index,
                uuid,
                text("nvmlDeviceGetName", handle),
                memory(handle),
                utilization(handle, uuid),
                processes(handle, uuid));
    }

    Pointer handle(int index) throws CallException {
        Pointer handle = layout.word();
        must("nvmlDeviceGetHandleByIndex_v2", index, handle);
        return handle.getPointer(0);
    }

    private String text(String function, Pointer handle) throws CallException {
        Pointer text = layout.room(Layout.TEXT_BYTES);
        must(function, handle, text, Layout.TEXT_BYTES);
        return text.getString(0, StandardCharsets.UTF_8.name());
    }

    /** The older function is asked where the newer one fails, for whatever reason: both tell what is free. */
    private Gpu.Memory memory(Pointer handle) throws CallException {
        Pointer memory = layout.room(Layout.MEMORY_V2_BYTES);
        memory.setInt(0, Layout.MEMORY_V2_VERSION);
        if (nvml.call("nvmlDeviceGetMemoryInfo_v2", handle, memory) == Code.SUCCESS) {
            return new Gpu.Memory(memory.getLong(8), memory.getLong(24));
        }
        memory = layout.room(Layout.MEMORY_BYTES);
        int code = nvml.call("nvmlDeviceGetMemoryInfo", handle, memory);
        if (code == Code.NOT_SUPPORTED) {
            throw new CallException(NO_MEMORY);
        }
        check("nvmlDeviceGetMemoryInfo", code);
        return new Gpu.Memory(memory.getLong(0), memory.getLong(8));
    }

    private @Nullable Double utilization(Pointer handle, String uuid) {
        Pointer utilization = layout.room(Layout.UTILIZATION_BYTES);
        int code = nvml.call("nvmlDeviceGetUtilizationRates", handle, utilization);
        boolean went = went(uuid, "nvmlDeviceGetUtilizationRates", code);
        int percent = utilization.getInt(0);
        return went && percent >= 0 && percent <= PERCENT ? percent / PERCENT : null;
    }

    /** By the newest function that there is; those after the 256th are left out. */
    private List<GpuProcess> processes(Pointer handle, String uuid) {
        for (String version : List.of("_v3", "_v2", "")) {
            int size = version.isEmpty() ? Layout.PROCESS_V1_BYTES : Layout.PROCESS_BYTES;
            Pointer count = layout.wordSetTo(Layout.MOST_PROCESSES);
            Pointer room = layout.room(Layout.MOST_PROCESSES * size);
            int code = nvml.call("nvmlDeviceGetComputeRunningProcesses" + version, handle, count, room);
            if (!lacking(code)) {
                boolean went = went(uuid, "nvmlDeviceGetComputeRunningProcesses" + version, code);
                return went ? processes(room, count.getInt(0), size) : List.of();
            }
        }
        return List.of();
    }

    /** Whether a call went well that a GPU can be read without; what fails otherwise than usual is told once. */
    private boolean went(String uuid, String function, int code) {
        boolean usual = lacking(code) || code == Code.NO_PERMISSION || code == Code.INSUFFICIENT_SIZE;
        if (code == Code.SUCCESS || usual) {
            failing.remove(uuid + function);
        } else if (failing.add(uuid + function)) {
            LOG.warn(
                    "{} is read without what failed: {}",
                    uuid,
                    failure(function, code).getMessage());
        }
        return code == Code.SUCCESS;
    }

    private static List<GpuProcess> processes(Pointer room, int count, int size) {
        List<GpuProcess> processes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long used = room.getLong((long) i * size + 8);
            processes.add(new GpuProcess(
                    Integer.toUnsignedLong(room.getInt((long) i * size)), used == NOT_AVAILABLE ? null : used));
        }
        return processes;
    }

    private static boolean lacking(int code) {
        return code == Code.FUNCTION_NOT_FOUND || code == Code.NOT_SUPPORTED;
    }

    private void must(String function, Object... arguments) throws CallException {
        check(function, nvml.call(function, arguments));
    }

    private void check(String function, int code) throws CallException {
        if (code != Code.SUCCESS) {
            failed = true;
            throw failure(function, code);
        }
    }

    private CallException failure(String function, int code) {
        String remedy = Code.remedy(code);
        return new CallException(
                nvml.words(code) + " (" + function + ", code " + code + ")" + (remedy.isEmpty() ? "" : "; " + remedy));
    }

    @Override
    public void close() {
        nvml.call("nvmlShutdown");
    }
}
