package dev.headroom.receiver.standby;

import dev.headroom.receiver.gpu.nvml.NvmlStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The memory of one GPU, of which stand-ins for servers tell in a folder what they take: so much less the stand-in for NVML tells to be free. */
final class SharedMemory implements AutoCloseable {
    private static final long EVERY_MILLIS = 20;

    private final Path folder;
    private final NvmlStub gpus;
    private final long total;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread follower = new Thread(this::follow, "shared-memory");
    private volatile long most;

    SharedMemory(Path folder, NvmlStub gpus, long total) throws IOException {
        this.folder = folder;
        this.gpus = gpus;
        this.total = total;
        gpus.gpus(1, total, total - used());
        follower.start();
    }

    Path library() {
        return gpus.library();
    }

    /** Bytes that were in use at once. */
    long most() {
        return most;
    }

    private void follow() {
        long told = -1;
        while (!over.get()) {
            try {
                long used = used();
                most = Math.max(most, used);
                if (used != told) {
                    gpus.free(0, Math.max(0, total - used));
                    told = used;
                }
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            } catch (IOException e) {
                // one that wakes or falls asleep just now: looked at again
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private long used() throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file).strip();
                if (text.isEmpty()) {
                    throw new IOException(file + " is being written");
                }
                sum += Long.parseLong(text);
            }
        }
        return sum;
    }

    @Override
    public void close() throws InterruptedException {
        over.set(true);
        follower.join();
    }
}
