package dev.headroom.receiver.watch;

import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.Headroom;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.Model.Loaded;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Size;
import dev.headroom.receiver.gpu.UnloadEvent.Kind;
import dev.headroom.receiver.gpu.Unloading;
import dev.headroom.receiver.gpu.Use;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps memory free on every GPU by unloading models (spec 2.1): below 25 % it warns, below 20 % the least recently used
 * model goes of those that have no request. Called from one thread.
 */
public final class Unloader {

    private final List<ModelServer> servers;
    private final EventLog events;
    private final Footprints footprints;
    private final Map<String, Unloading> states = new HashMap<>();
    private final Set<String> warned = new HashSet<>();

    /** Those that did not answer when they were asked last. */
    private final List<ModelServer.Terms> silent = new ArrayList<>();

    public Unloader(List<ModelServer> servers, EventLog events, Footprints footprints) {
        this.servers = List.copyOf(servers);
        this.events = events;
        this.footprints = footprints;
    }

    /**
     * Looks at a reading of the GPUs, and does at most one step on each.
     *
     * @param wish for room on one of some GPUs, of an up that may not wait; null for none
     */
    void look(GpuSnapshot snapshot, RoomWish wish, Instant now) {
        List<Loaded> loaded = new ArrayList<>();
        if (wish.isSome() || snapshot.gpus().stream().anyMatch(Gpu::warns)) {
            loaded.addAll(loaded(now));
        }
        Optional<Gpu> chosen =
                wish.isSome() && nothingIsMeasured(snapshot, wish) ? wish.choose(snapshot, loaded) : Optional.empty();
        for (Gpu gpu : snapshot.gpus()) {
            boolean byDesign = reserves(gpu, loaded);
            warn(gpu, byDesign, now);
            step(
                    gpu,
                    chosen.filter(gpu::equals).isPresent() || (gpu.low() && !byDesign),
                    new View(snapshot, loaded, now));
        }
    }

    /** What a look sees. */
    private record View(GpuSnapshot snapshot, List<Loaded> loaded, Instant now) {}

    /** Whether a server has taken most of the memory at its start, as it always does; one that is silent may have. */
    private boolean reserves(Gpu gpu, List<Loaded> loaded) {
        return Stream.concat(loaded.stream().map(Loaded::server), silent.stream())
                .anyMatch(server -> server.preallocates() && gpu.mayBeOneOf(server.gpus()));
    }

    /** One model at a time also where several GPUs would do. */
    private boolean nothingIsMeasured(GpuSnapshot snapshot, RoomWish wish) {
        return snapshot.gpus().stream()
                .filter(gpu -> wish.allows(gpu.index()))
                .noneMatch(gpu -> state(gpu).measures());
    }

    private void warn(Gpu gpu, boolean byDesign, Instant now) {
        if (!gpu.warns() || byDesign) {
            warned.remove(gpu.uuid());
        } else if (warned.add(gpu.uuid())) {
            events.add(now, gpu, Kind.WARNING, free(gpu) + ", less than " + Headroom.WARNING + " %");
        }
    }

    private void step(Gpu gpu, boolean wanted, View view) {
        Instant now = view.now();
        Unloading before = state(gpu);
        Unloading.Next next = before.next(gpu, wanted, now);
        states.put(gpu.uuid(), next.state());
        switch (next.act()) {
            case UNLOAD -> unload(gpu, view);
            case FREED ->
                events.add(
                        now,
                        gpu,
                        Kind.FREED,
                        Size.text(before.freed(gpu)) + " came free when " + before.model() + " was unloaded; "
                                + free(gpu));
            case NOTHING_FREED ->
                events.add(
                        now,
                        gpu,
                        Kind.NOTHING_FREED,
                        "nothing came free within " + Unloading.PATIENCE.toSeconds() + " s after " + before.model()
                                + " was unloaded; no more is unloaded until something does");
            case NOTHING -> {}
        }
    }

    private void unload(Gpu gpu, View view) {
        Instant now = view.now();
        Optional<Loaded> victim = Model.toUnload(view.loaded(), gpu, view.snapshot());
        if (victim.isEmpty()) {
            events.addOnce(now, gpu, Kind.NO_CANDIDATE, noCandidate(gpu, view));
            return;
        }
        List<Gpu> places =
                view.snapshot().gpus().stream().filter(victim.get()::mayBeOn).toList();
        if (places.stream().anyMatch(place -> state(place).measures())) {
            return;
        }
        try {
            ModelServer server = server(victim.get());
            if (stillIdle(server, victim.get(), now)) {
                unload(gpu, places, server, victim.get(), now);
            }
        } catch (ModelServerException e) {
            events.addOnce(now, gpu, Kind.FAILED, victim.get().inWords() + " could not be asked: " + e.getMessage());
        }
    }

    /** Without an answer it may have gone all the same, so that is measured, too. */
    private void unload(Gpu gpu, List<Gpu> places, ModelServer server, Loaded victim, Instant now) {
        String words = victim.inWords();
        try {
            server.unload(victim.model().name());
            measure(gpu, places, words, now);
            events.add(now, gpu, Kind.UNLOADED, free(gpu) + ": unloaded " + words);
        } catch (ModelServerException e) {
            if (!e.refused()) {
                measure(gpu, places, words, now);
            }
            events.addOnce(now, gpu, Kind.FAILED, words + " could not be unloaded: " + e.getMessage());
        }
    }

    /** On all that the model may have been on. */
    private void measure(Gpu gpu, List<Gpu> places, String model, Instant now) {
        for (Gpu place : places) {
            states.put(
                    place.uuid(),
                    place.equals(gpu)
                            ? Unloading.of(model, gpu, now)
                            : state(place).beside(model, place, now));
            footprints.disturb(place.uuid(), now);
        }
    }

    private String noCandidate(Gpu gpu, View view) {
        return free(gpu) + ", and no model can be unloaded: "
                + (servers.isEmpty()
                        ? "gpu.servers names none"
                        : view.loaded().isEmpty()
                                ? "the servers tell of none"
                                : Model.bars(view.loaded(), gpu, view.snapshot()));
    }

    /** Asked just before, as a request may have come since all were asked. */
    private static boolean stillIdle(ModelServer server, Loaded victim, Instant now) throws ModelServerException {
        return server.models(now).stream()
                .filter(model -> model.name().equals(victim.model().name()))
                .anyMatch(model -> model.use().work() == Use.Work.IDLE);
    }

    private ModelServer server(Loaded loaded) {
        return servers.stream()
                .filter(server -> server.terms().equals(loaded.server()))
                .findFirst()
                .orElseThrow();
    }

    /** Of all servers that answer. */
    private List<Loaded> loaded(Instant now) {
        List<Loaded> loaded = new ArrayList<>();
        silent.clear();
        for (ModelServer server : servers) {
            try {
                server.models(now).forEach(model -> loaded.add(new Loaded(server.terms(), model)));
                events.recovered(server.terms().name());
            } catch (ModelServerException e) {
                silent.add(server.terms());
                events.serverFailed(now, server.terms().name(), String.valueOf(e.getMessage()));
            }
        }
        return loaded;
    }

    private Unloading state(Gpu gpu) {
        return states.getOrDefault(gpu.uuid(), Unloading.idle());
    }

    private static String free(Gpu gpu) {
        return Headroom.percent(gpu.memory().free(), gpu.memory().total()) + " % is free";
    }
}
