package dev.headroom.receiver.gpu;

/** Whatever can read GPUs. Only reads; called from one thread at a time. */
public interface GpuProbe extends AutoCloseable {

    /**
     * All GPUs now. A single GPU that cannot be read is a fault in the snapshot.
     *
     * @throws GpuException when no GPU can be read
     */
    GpuSnapshot read() throws GpuException;

    @Override
    void close();
}
