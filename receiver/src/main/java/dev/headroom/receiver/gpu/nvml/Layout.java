package dev.headroom.receiver.gpu.nvml;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * Sizes and offsets of the structures in NVIDIA's public {@code nvml.h}, on 64 bits. One piece of native memory is used
 * for all calls of a session, so that reading for months takes no more than reading once.
 */
final class Layout {
    /** {@code nvmlMemory_t}: total, free, used. */
    static final int MEMORY_BYTES = 24;
    /** {@code nvmlMemory_v2_t}: version, 4 bytes of padding, total, reserved, free, used. */
    static final int MEMORY_V2_BYTES = 40;
    /** {@code NVML_STRUCT_VERSION(Memory, 2)}: the size with the version above it. */
    static final int MEMORY_V2_VERSION = MEMORY_V2_BYTES | 2 << 24;
    /** {@code nvmlUtilization_t}: gpu and memory, in per cent. */
    static final int UTILIZATION_BYTES = 8;
    /** {@code nvmlProcessInfo_v2_t}, of {@code _v2} and {@code _v3}: pid, padding, memory, two instance ids. */
    static final int PROCESS_BYTES = 24;
    /** {@code nvmlProcessInfo_v1_t}: pid, padding, memory. */
    static final int PROCESS_V1_BYTES = 16;
    /** {@code NVML_DEVICE_NAME_V2_BUFFER_SIZE} and {@code NVML_DEVICE_UUID_V2_BUFFER_SIZE}. */
    static final int TEXT_BYTES = 96;

    static final int MOST_PROCESSES = 256;
    private static final int LONG = 8;

    private final Memory room = new Memory((long) MOST_PROCESSES * PROCESS_BYTES);
    private final Memory word = new Memory(LONG);

    /** For what a call fills, wiped over so many bytes. */
    Pointer room(int bytes) {
        room.clear(bytes);
        return room;
    }

    /** For one number or handle. */
    Pointer word() {
        word.clear();
        return word;
    }

    Pointer wordSetTo(int value) {
        word.setInt(0, value);
        return word;
    }
}
