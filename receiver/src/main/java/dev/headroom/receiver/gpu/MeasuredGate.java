package dev.headroom.receiver.gpu;

import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate over a reading of the GPUs: is there a GPU, allowed by the placement for the count to reach, where the new
 * replica fits and at least 20 % stays free? The one with most free memory gets it.
 *
 * @param taken the places of replicas that are still loading
 * @param chosen the places that were given before and are looked at again; null where any GPU may be chosen
 */
public record MeasuredGate(
        GpuReading reading,
        Facts facts,
        List<Seat.OnGpu> taken,
        @Nullable List<Seat.OnGpu> chosen) implements VramGate {

    /**
     * What holds beside the reading.
     *
     * @param maxAge of a reading that counts
     * @param allowUnknown whether what is not known lets an up through
     * @param learned bytes that a replica came to use, by service
     */
    public record Facts(Instant now, Duration maxAge, boolean allowUnknown, Map<String, Long> learned) {
        public Facts {
            learned = Map.copyOf(learned);
        }
    }

    private static final String LET_THROUGH = "; gpu.on_unknown: allow lets it through";

    public MeasuredGate {
        taken = List.copyOf(taken);
        chosen = chosen == null ? null : List.copyOf(chosen);
    }

    @Override
    public boolean looksAtEach() {
        return true;
    }

    @Override
    public VramGate reserving(List<Seat> seats) {
        List<Seat.OnGpu> all = new ArrayList<>(taken);
        all.addAll(Seat.onGpus(seats));
        return new MeasuredGate(reading, facts, all, chosen);
    }

    /** Places that were given by another reading do not stand in their own way. */
    @Override
    public VramGate confirming(List<Seat> seats) {
        List<Seat.OnGpu> given = Seat.onGpus(seats);
        List<Seat.OnGpu> others = new ArrayList<>(taken);
        given.forEach(others::remove);
        return new MeasuredGate(reading, facts, others, given.isEmpty() ? null : given);
    }

    @Override
    public VramGate keeping(ServicePolicy service, List<Sleeper> sleepers) {
        GpuSnapshot snapshot = reading.snapshot();
        if (snapshot == null) {
            return this;
        }
        long bytes = need(service).orElse(0L);
        List<Seat> kept = new ArrayList<>();
        for (Sleeper sleeper : sleepers) {
            sleeper.among(snapshot)
                    .map(gpu -> new Seat.OnGpu(
                            service.name(),
                            gpu.index(),
                            gpu.uuid(),
                            bytes,
                            gpu.memory().used(),
                            facts.now(),
                            sleeper.replica()))
                    .ifPresent(kept::add);
        }
        return reserving(kept);
    }

    @Override
    public VramGate freeing(ServicePolicy service, Sleeper sleeper) {
        GpuSnapshot snapshot = reading.snapshot();
        if (snapshot == null) {
            return this;
        }
        long bytes = need(service).orElse(0L);
        return sleeper.among(snapshot)
                .map(gpu -> new GpuReading(snapshot.freeing(gpu.uuid(), bytes), reading.problem()))
                .map(freed -> new MeasuredGate(freed, facts, taken, chosen))
                .orElse(this);
    }

    @Override
    public Room ask(Wish wish) {
        Optional<Warning> all = wish.warnings().stream()
                .filter(warning -> warning.gpu() == null)
                .findFirst();
        if (all.isPresent()) {
            return new Room(false, all.get().inWords() + ", on which GPU it does not say", List.of());
        }
        GpuSnapshot snapshot = reading.snapshot();
        Optional<String> doubt = reading.doubt(facts.now(), facts.maxAge());
        return doubt.isPresent() || snapshot == null ? unknown(wish, doubt.orElse("")) : measured(wish, snapshot);
    }

    private Room unknown(Wish wish, String why) {
        boolean passes = facts.allowUnknown() && wish.warnings().isEmpty();
        return new Room(passes, why + (passes ? LET_THROUGH : ""), List.of());
    }

    private Room measured(Wish wish, GpuSnapshot snapshot) {
        Optional<Long> need = need(wish.service());
        if (need.isEmpty() && !facts.allowUnknown()) {
            return new Room(
                    false,
                    "unknown footprint: nobody has said or measured how much GPU memory a replica of "
                            + wish.service().name() + " needs; set vram_per_replica in the policy",
                    List.of());
        }
        return new Seating(snapshot, wish, need.orElse(null), facts.now(), chosen).seat(taken);
    }

    private Optional<Long> need(ServicePolicy service) {
        return Optional.ofNullable(service.gpu().vramPerReplica())
                .or(() -> Optional.ofNullable(facts.learned().get(service.name())));
    }
}
