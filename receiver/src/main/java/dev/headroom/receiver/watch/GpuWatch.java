package dev.headroom.receiver.watch;

import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuProbe;
import dev.headroom.receiver.gpu.GpuReading;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.gpu.MeasuredGate;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.VramGate.Wish;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.loop.Loop;
import dev.headroom.receiver.policy.GpuNeeds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the GPUs at a fixed period in a thread of its own, so that a driver that hangs holds nobody up: its reading
 * grows old, and ups are refused. Models are unloaded in a second thread, for servers may be slow.
 */
public final class GpuWatch implements VramWatch, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GpuWatch.class);
    private static final Duration READ_AGAIN = Duration.ofSeconds(2);

    private final GpuProbe probe;
    private final Terms terms;
    private final Work work;
    private final InstantSource clock;
    private final BooleanSupplier leads;
    private final AtomicReference<RoomWish> wish = new AtomicReference<>(RoomWish.NONE);
    private final AtomicBoolean unloading = new AtomicBoolean();
    private final Loop reader = new Loop("gpu", this::stumbled);
    private final Loop unloads =
            new Loop("unload", e -> LOG.error("unloading models failed; the next reading tries again", e));

    /** Written by the reading thread only. */
    private volatile GpuReading reading = GpuReading.none();

    private volatile List<Seat.OnGpu> loading = List.of();

    /**
     * How it watches.
     *
     * @param source the word of gpu.source
     * @param allowUnknown whether what is not known lets an up through
     * @param unloadForUps whether a model is unloaded for an urgent up
     */
    public record Terms(
            String source, Duration readEvery, Duration maxAge, boolean allowUnknown, boolean unloadForUps) {}

    /** What follows from a reading. */
    public record Work(Footprints footprints, Unloader unloader, EventLog events) {}

    /** @param leads whether this process may unload models */
    public GpuWatch(GpuProbe probe, Terms terms, Work work, InstantSource clock, BooleanSupplier leads) {
        this.probe = probe;
        this.terms = terms;
        this.work = work;
        this.clock = clock;
        this.leads = leads;
    }

    /** Reads at once, and then again and again. */
    public void start() {
        reader.every(Duration.ZERO, terms.readEvery(), this::read);
    }

    @Override
    public VramGate gate(Instant now, List<Seat> beingStarted) {
        List<Seat.OnGpu> taken = new ArrayList<>(Seat.onGpus(beingStarted));
        work.footprints().waiting().stream()
                .filter(seat -> !taken.contains(seat))
                .forEach(taken::add);
        loading = List.copyOf(taken);
        work.footprints().see(taken, now);
        MeasuredGate.Facts facts = new MeasuredGate.Facts(
                now, terms.maxAge(), terms.allowUnknown(), work.footprints().largest());
        return new MeasuredGate(reading, facts, taken, null);
    }

    @Override
    public void readAgain() {
        reader.atOnce(READ_AGAIN, this::read);
    }

    @Override
    public void warmedUp(List<Seat> seats) {
        work.footprints().warmedUp(Seat.onGpus(seats), clock.instant());
    }

    @Override
    public void wanted(Wish urgent) {
        if (terms.unloadForUps()) {
            GpuNeeds needs = urgent.service().gpu();
            Optional<Long> bytes = Optional.ofNullable(needs.vramPerReplica())
                    .or(() -> Optional.ofNullable(
                            work.footprints().largest().get(urgent.service().name())));
            bytes.ifPresent(need -> wish.set(new RoomWish(needs, urgent.to(), need)));
        }
    }

    /** Remembers what was learned of these services before, too. */
    public void remember(Collection<String> services) {
        work.footprints().remember(services);
    }

    public GpuView view() {
        return new GpuView(
                terms.source(),
                reading,
                terms.maxAge(),
                work.footprints().all(),
                loading,
                work.events().latest(),
                Map.of());
    }

    private void read() {
        try {
            GpuSnapshot snapshot = probe.read();
            reading = new GpuReading(snapshot, "");
            work.footprints().measure(snapshot);
            unload(snapshot);
        } catch (GpuException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private void stumbled(Throwable thrown) {
        LOG.error("reading the GPUs failed", thrown);
        failed(thrown.toString());
    }

    /** What lasts is logged once. */
    private void failed(String problem) {
        if (!reading.problem().equals(problem)) {
            LOG.warn("the GPUs cannot be read: {}", problem);
        }
        reading = reading.failed(problem);
    }

    /** Beside the readings, one look at a time. */
    private void unload(GpuSnapshot snapshot) {
        if (leads.getAsBoolean() && unloading.compareAndSet(false, true)) {
            unloads.once(Duration.ZERO, () -> {
                try {
                    work.unloader().look(snapshot, wish.getAndSet(RoomWish.NONE), clock.instant());
                } finally {
                    unloading.set(false);
                }
            });
        }
    }

    /** The library is shut down where it answers; one that hangs is left to the end of the process. */
    @Override
    public void close() {
        unloads.close();
        if (reader.ends(READ_AGAIN)) {
            probe.close();
        }
    }
}
