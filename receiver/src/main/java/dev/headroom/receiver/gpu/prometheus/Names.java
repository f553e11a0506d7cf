package dev.headroom.receiver.gpu.prometheus;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names of an exporter's metrics.
 *
 * @param total null where the total is the sum of the parts
 * @param reserved null where free and used are all of it
 * @param bytes of one unit of memory
 * @param busy the value of utilization at which a GPU is wholly busy
 */
public record Names(
        String free,
        String used,
        @Nullable String total,
        @Nullable String reserved,
        String utilization,
        long bytes,
        double busy) {

    /** Those that Headroom itself exports. */
    public static final Names HEADROOM = new Names(
            "nvidia_gpu_memory_free_bytes",
            "nvidia_gpu_memory_used_bytes",
            "nvidia_gpu_memory_total_bytes",
            null,
            "nvidia_gpu_utilization_ratio",
            1,
            1);

    /** Those of NVIDIA's DCGM exporter. */
    public static final Names DCGM = new Names(
            "DCGM_FI_DEV_FB_FREE",
            "DCGM_FI_DEV_FB_USED",
            null,
            "DCGM_FI_DEV_FB_RESERVED",
            "DCGM_FI_DEV_GPU_UTIL",
            1 << 20,
            100);

    String all() {
        return Stream.of(free, used, utilization, total, reserved)
                .filter(name -> name != null)
                .collect(Collectors.joining("|"));
    }
}
