package dev.headroom.receiver.gpu;

/** GPUs could not be read; the message says why, and what helps. */
public final class GpuException extends Exception {
    private static final long serialVersionUID = 1L;

    public GpuException(String message) {
        super(message);
    }

    public GpuException(String message, Throwable cause) {
        super(message, cause);
    }
}
