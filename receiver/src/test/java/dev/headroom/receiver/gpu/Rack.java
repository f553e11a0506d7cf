package dev.headroom.receiver.gpu;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The GPUs of a test, whose free memory it sets; sizes in GiB. */
public final class Rack {
    public static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final long GIB = 1L << 30;

    private final List<Gpu> gpus = new ArrayList<>();
    private final List<GpuSnapshot.Fault> faults = new ArrayList<>();
    private final Map<String, Long> learned = new HashMap<>();
    private boolean allowUnknown;

    /** GPUs of these sizes, all of it free. */
    public static Rack of(int... totals) {
        Rack rack = new Rack();
        for (int i = 0; i < totals.length; i++) {
            rack.gpus.add(gpu(i, totals[i], totals[i]));
        }
        return rack;
    }

    public static Gpu gpu(int index, double total, double free) {
        return new Gpu(index, uuid(index), "GPU", new Gpu.Memory(bytes(total), bytes(free)), 0.5, List.of());
    }

    /** One more instance of MIG, on the card of this index. */
    public Rack instance(int index, String uuid, double total, double free) {
        gpus.add(new Gpu(index, uuid, "GPU MIG", new Gpu.Memory(bytes(total), bytes(free)), null, List.of()));
        return this;
    }

    public static String uuid(int index) {
        return "GPU-" + index;
    }

    public static long bytes(double gib) {
        return (long) (gib * GIB);
    }

    public Rack free(int index, double gib) {
        Gpu before = gpus.get(index);
        gpus.set(index, gpu(index, (double) before.memory().total() / GIB, gib));
        return this;
    }

    Rack lost(int index) {
        gpus.removeIf(gpu -> gpu.index() == index);
        faults.add(new GpuSnapshot.Fault(index, "GPU is lost"));
        return this;
    }

    Rack learned(String service, double gib) {
        learned.put(service, bytes(gib));
        return this;
    }

    Rack allowUnknown() {
        allowUnknown = true;
        return this;
    }

    public GpuSnapshot snapshot() {
        return new GpuSnapshot(NOW, gpus, faults);
    }

    public VramGate gate() {
        return gate(new GpuReading(snapshot(), ""), NOW);
    }

    public VramGate gate(GpuReading reading, Instant now) {
        return new MeasuredGate(
                reading, new MeasuredGate.Facts(now, Duration.ofSeconds(30), allowUnknown, learned), List.of(), null);
    }
}
