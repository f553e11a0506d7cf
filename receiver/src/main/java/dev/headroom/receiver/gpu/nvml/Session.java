package dev.headroom.receiver.gpu.nvml;

import com.sun.jna.Pointer;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.Gpu.GpuProcess;
import dev.headroom.receiver.gpu.GpuException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** NVML between init and shutdown. Handles are asked for anew each time: one is good for this session only. */
final class Session implements AutoCloseable {
    private static final int MIG_ENABLED = 1;
    private static final int PASSTHROUGH = 1;
    private static final double PERCENT = 100;

    /** {@code NVML_VALUE_NOT_AVAILABLE}. */
    private static final long NOT_AVAILABLE = -1;

    private final Nvml nvml;
    private final Layout layout = new Layout();

    private Session(Nvml nvml) {
        this.nvml = nvml;
    }

    static Session open(Nvml nvml) throws GpuException {
        try {
            Session session = new Session(nvml);
            session.must("nvmlInit_v2");
            return session;
        } catch (CallException e) {
            throw new GpuException(String.valueOf(e.getMessage()), e);
        }
    }

    int count() throws CallException {
        Pointer count = layout.word();
        must("nvmlDeviceGetCount_v2", count);
        return count.getInt(0);
    }

    Gpu gpu(int index) throws CallException {
        Pointer handle = handle(index);
        refuseParts(handle);
        return new Gpu(
                index,
                text("nvmlDeviceGetUUID", handle),
                text("nvmlDeviceGetName", handle),
                memory(handle),
                utilization(handle),
                processes(handle));
    }

    private Pointer handle(int index) throws CallException {
        Pointer handle = layout.word();
        must("nvmlDeviceGetHandleByIndex_v2", index, handle);
        return handle.getPointer(0);
    }

    /** A GPU that is cut into parts has memory that no part may use as a whole. */
    private void refuseParts(Pointer handle) throws CallException {
        Pointer mode = layout.room(2 * Integer.BYTES);
        int code = nvml.call("nvmlDeviceGetMigMode", handle, mode, mode.share(Integer.BYTES));
        if (code == Code.SUCCESS && mode.getInt(0) == MIG_ENABLED) {
            throw new CallException("MIG is enabled, which is not supported; switch it off (nvidia-smi -mig 0)");
        }
        Pointer kind = layout.word();
        code = nvml.call("nvmlDeviceGetVirtualizationMode", handle, kind);
        if (code == Code.SUCCESS && kind.getInt(0) > PASSTHROUGH) {
            throw new CallException("it is a vGPU or hosts some, which is not supported; pass the whole GPU through");
        }
    }

    private String text(String function, Pointer handle) throws CallException {
        Pointer text = layout.room(Layout.TEXT_BYTES);
        must(function, handle, text, Layout.TEXT_BYTES);
        return text.getString(0, StandardCharsets.UTF_8.name());
    }

    private Gpu.Memory memory(Pointer handle) throws CallException {
        Pointer memory = layout.room(Layout.MEMORY_V2_BYTES);
        memory.setInt(0, Layout.MEMORY_V2_VERSION);
        int code = nvml.call("nvmlDeviceGetMemoryInfo_v2", handle, memory);
        if (code == Code.SUCCESS) {
            return new Gpu.Memory(memory.getLong(8), memory.getLong(24));
        }
        if (!lacking(code)) {
            throw failure("nvmlDeviceGetMemoryInfo_v2", code);
        }
        memory = layout.room(Layout.MEMORY_BYTES);
        must("nvmlDeviceGetMemoryInfo", handle, memory);
        return new Gpu.Memory(memory.getLong(0), memory.getLong(8));
    }

    private @Nullable Double utilization(Pointer handle) throws CallException {
        Pointer utilization = layout.room(Layout.UTILIZATION_BYTES);
        int code = nvml.call("nvmlDeviceGetUtilizationRates", handle, utilization);
        if (lacking(code) || code == Code.NO_PERMISSION) {
            return null;
        }
        check("nvmlDeviceGetUtilizationRates", code);
        return utilization.getInt(0) / PERCENT;
    }

    /** By the newest function that there is; those after the 256th are left out. */
    private List<GpuProcess> processes(Pointer handle) throws CallException {
        for (String version : List.of("_v3", "_v2", "")) {
            int size = version.isEmpty() ? Layout.PROCESS_V1_BYTES : Layout.PROCESS_BYTES;
            Pointer count = layout.wordSetTo(Layout.MOST_PROCESSES);
            Pointer room = layout.room(Layout.MOST_PROCESSES * size);
            int code = nvml.call("nvmlDeviceGetComputeRunningProcesses" + version, handle, count, room);
            if (code == Code.NO_PERMISSION || code == Code.INSUFFICIENT_SIZE) {
                return List.of();
            }
            if (!lacking(code)) {
                check("nvmlDeviceGetComputeRunningProcesses" + version, code);
                return processes(room, count.getInt(0), size);
            }
        }
        return List.of();
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
