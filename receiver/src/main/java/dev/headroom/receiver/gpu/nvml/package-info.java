/** Reads NVIDIA GPUs of this machine by NVML, through JNA; only reads; may import gpu. */
@NullMarked
package dev.headroom.receiver.gpu.nvml;

import org.jspecify.annotations.NullMarked;
