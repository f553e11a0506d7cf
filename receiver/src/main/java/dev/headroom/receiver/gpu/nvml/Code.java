package dev.headroom.receiver.gpu.nvml;

/** Those codes of {@code nvmlReturn_t} that say more than that something failed. */
final class Code {
    static final int SUCCESS = 0;
    static final int UNINITIALIZED = 1;
    static final int NOT_SUPPORTED = 3;
    static final int NO_PERMISSION = 4;
    static final int NOT_FOUND = 6;
    static final int INSUFFICIENT_SIZE = 7;
    static final int DRIVER_NOT_LOADED = 9;
    static final int LIBRARY_NOT_FOUND = 12;
    static final int FUNCTION_NOT_FOUND = 13;
    static final int GPU_IS_LOST = 15;
    static final int RESET_REQUIRED = 16;
    static final int LIB_RM_VERSION_MISMATCH = 18;
    static final int UNKNOWN = 999;

    private Code() {}

    /** What helps; empty where only NVML's words are known. */
    static String remedy(int code) {
        return switch (code) {
            case DRIVER_NOT_LOADED -> "load the NVIDIA driver (modprobe nvidia), or set gpu.source: none";
            case LIB_RM_VERSION_MISMATCH ->
                "the driver was updated while it was in use; restart the machine, or unload and load it again";
            case NO_PERMISSION ->
                "let this user read /dev/nvidia*, or give this container the GPUs (NVIDIA_VISIBLE_DEVICES)";
            case GPU_IS_LOST -> "it has fallen off the bus; restart the machine";
            case RESET_REQUIRED -> "reset it when nothing uses it (nvidia-smi --gpu-reset)";
            case LIBRARY_NOT_FOUND, FUNCTION_NOT_FOUND -> "the driver is too old; install a newer one";
            case UNKNOWN ->
                "restart this container, where it is one: it may have lost its devices; else the kernel's log tells more (dmesg)";
            default -> "";
        };
    }
}
