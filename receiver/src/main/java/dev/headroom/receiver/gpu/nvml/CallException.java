package dev.headroom.receiver.gpu.nvml;

/** A call to NVML failed; the message says which, why, and what helps. */
final class CallException extends Exception {
    private static final long serialVersionUID = 1L;

    CallException(String message) {
        super(message);
    }
}
