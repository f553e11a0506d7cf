package dev.headroom.receiver.gpu;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All that is known of GPU memory, for showing.
 *
 * @param source the word of gpu.source
 * @param maxAge of a reading that counts
 * @param footprints measured, by service
 * @param loading the places of replicas that are being started
 * @param events the latest ones, newest first
 * @param placed the services that the policy places on each GPU, by its index
 * @param count whole GPUs of a cluster
 */
public record GpuView(
        String source,
        GpuReading reading,
        Duration maxAge,
        Map<String, Footprint> footprints,
        List<Seat.OnGpu> loading,
        List<UnloadEvent> events,
        Map<Integer, List<String>> placed,
        GpuCount count) {

    public GpuView {
        footprints = Map.copyOf(footprints);
        loading = List.copyOf(loading);
        events = List.copyOf(events);
        placed = Map.copyOf(placed);
    }

    /** Where no whole GPUs are counted. */
    public GpuView(
            String source,
            GpuReading reading,
            Duration maxAge,
            Map<String, Footprint> footprints,
            List<Seat.OnGpu> loading,
            List<UnloadEvent> events,
            Map<Integer, List<String>> placed) {
        this(source, reading, maxAge, footprints, loading, events, placed, GpuCount.NONE);
    }

    public GpuView placing(Map<Integer, List<String>> services) {
        return new GpuView(source, reading, maxAge, footprints, loading, events, services, count);
    }

    /** The same with a count of whole GPUs beside. */
    public GpuView counting(GpuCount other) {
        return new GpuView(source, reading, maxAge, footprints, loading, events, placed, other);
    }

    /** Indices of the GPUs that were read last. */
    public List<Integer> indices() {
        GpuSnapshot snapshot = reading.snapshot();
        return snapshot == null
                ? List.of()
                : snapshot.gpus().stream().map(Gpu::index).toList();
    }

    public List<String> servicesOn(int gpu) {
        return placed.getOrDefault(gpu, List.of());
    }

    /** Where no GPU source is configured. */
    public static GpuView none() {
        return new GpuView("none", GpuReading.none(), Duration.ZERO, Map.of(), List.of(), List.of(), Map.of());
    }
}
