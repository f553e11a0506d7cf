package dev.headroom.receiver.watch;

import dev.headroom.receiver.gpu.Footprint;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.Seat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns what a replica uses: how much more of its GPU is in use after its warm-up than before its start. Where another
 * service's replica was loading or a model was unloaded on that GPU in between, nothing can be learned; nor from one that woke,
 * which had a part of it all the time.
 */
public final class Footprints {

    private static final Logger LOG = LoggerFactory.getLogger(Footprints.class);

    /** Where what was learned outlives this process. */
    public interface Memory {
        Optional<String> load(String service);

        void save(String service, String footprint);
    }

    /** Replicas whose warm-up ended, and which no later reading has seen yet. */
    private record Pending(List<Seat.OnGpu> seats, Instant since) {}

    private final Memory memory;
    private final Map<String, Footprint> known = new HashMap<>();
    private final Map<String, Instant> disturbed = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();

    /** @param services those whose footprints are remembered */
    public Footprints(Memory memory, Collection<String> services) {
        this.memory = memory;
        remember(services);
    }

    /** Remembers what was learned of these services before, too. */
    synchronized void remember(Collection<String> services) {
        for (String service : services) {
            if (!known.containsKey(service)) {
                memory.load(service).flatMap(FootprintText::read).ifPresent(found -> known.put(service, found));
            }
        }
    }

    public synchronized Map<String, Footprint> all() {
        return Map.copyOf(known);
    }

    synchronized Map<String, Long> largest() {
        return known.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().largest()));
    }

    /** What still counts as taken until it is measured. */
    synchronized List<Seat.OnGpu> waiting() {
        return pending.stream().flatMap(each -> each.seats().stream()).toList();
    }

    synchronized void warmedUp(List<Seat.OnGpu> seats, Instant now) {
        if (!seats.isEmpty()) {
            pending.add(new Pending(seats, now));
        }
    }

    /** Something else changed the memory in use on this GPU. */
    synchronized void disturb(String uuid, Instant now) {
        disturbed.put(uuid, now);
    }

    /** Where replicas of two services load on one GPU at a time, neither can be measured. */
    synchronized void see(List<Seat.OnGpu> loading, Instant now) {
        Map<String, List<Seat.OnGpu>> byGpu = loading.stream().collect(Collectors.groupingBy(Seat.OnGpu::uuid));
        byGpu.forEach((uuid, seats) -> {
            if (seats.stream().map(Seat.OnGpu::service).distinct().count() > 1) {
                disturb(uuid, now);
            }
        });
    }

    /** Measures those whose warm-up ended before the snapshot was taken. */
    synchronized void measure(GpuSnapshot snapshot) {
        List<Pending> due = pending.stream()
                .filter(each -> snapshot.at().isAfter(each.since()))
                .toList();
        pending.removeAll(due);
        due.stream()
                .flatMap(each ->
                        each.seats().stream().collect(Collectors.groupingBy(Seat.OnGpu::uuid)).values().stream())
                .forEach(seats -> measure(seats, snapshot));
    }

    /** The places of one action on one GPU share what it has grown by. */
    private void measure(List<Seat.OnGpu> seats, GpuSnapshot snapshot) {
        Seat.OnGpu first = seats.get(0);
        Instant other = disturbed.getOrDefault(first.uuid(), Instant.MIN);
        Optional<Gpu> gpu = snapshot.gpu(first.uuid());
        long grown = gpu.map(now -> now.memory().used() - first.usedBefore()).orElse(0L) / seats.size();
        boolean started = seats.stream().allMatch(seat -> seat.sleeper().isEmpty());
        if (started && grown > 0 && other.isBefore(first.at())) {
            learn(first.service(), grown, snapshot.at());
        }
    }

    private void learn(String service, long bytes, Instant at) {
        Footprint now = known.containsKey(service) ? known.get(service).and(bytes, at) : Footprint.first(bytes, at);
        known.put(service, now);
        try {
            memory.save(service, FootprintText.write(now));
        } catch (RuntimeException e) {
            LOG.warn("what a replica of {} uses could not be kept: {}", service, e.getMessage());
        }
    }
}
