package dev.headroom.receiver.gpu.nvml;

import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuProbe;
import dev.headroom.receiver.gpu.GpuSnapshot;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs of this machine. NVML is initialised by the first reading and stays so; after a failure, also of one GPU, it is shut
 * down, and the next reading begins anew: so a driver or a GPU that comes back is found without a restart, and one that needs a
 * reset is not held.
 */
public final class NvmlProbe implements GpuProbe {
    private final String library;
    private final InstantSource clock;
    private final Set<String> failing = new HashSet<>();
    private @Nullable Session session;

    /** @param library the file of the library; null for that of the driver */
    public NvmlProbe(@Nullable Path library, InstantSource clock) {
        this.library = library == null ? Nvml.USUAL : library.toAbsolutePath().toString();
        this.clock = clock;
    }

    @Override
    public synchronized GpuSnapshot read() throws GpuException {
        Session open = session == null ? Session.open(Nvml.load(library), failing) : session;
        session = open;
        try {
            GpuSnapshot read = read(open);
            if (open.hasFailed()) {
                close();
            }
            return read;
        } catch (CallException e) {
            close();
            throw new GpuException(String.valueOf(e.getMessage()), e);
        }
    }

    private GpuSnapshot read(Session open) throws CallException {
        List<Gpu> gpus = new ArrayList<>();
        List<GpuSnapshot.Fault> faults = new ArrayList<>();
        int count = open.count();
        for (int index = 0; index < count; index++) {
            Card card = Card.read(open, index);
            gpus.addAll(card.gpus());
            faults.addAll(card.faults());
        }
        GpuSnapshot snapshot = GpuSnapshot.of(clock.instant(), gpus, faults);
        if (count > 0 && snapshot.gpus().isEmpty()) {
            throw new CallException("GPU 0: " + snapshot.faults().get(0).problem());
        }
        return snapshot;
    }

    @Override
    public synchronized void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
