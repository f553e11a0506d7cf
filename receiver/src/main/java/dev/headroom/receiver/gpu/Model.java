package dev.headroom.receiver.gpu;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A model in GPU memory.
 *
 * @param bytes what it takes; 0 where the server does not tell
 * @param kept whether its server was told to keep it loaded for good
 * @param gpus those that it is on, by the host's indices or by UUIDs; empty where its server does not tell
 */
public record Model(String name, Use use, long bytes, boolean kept, Set<String> gpus) {

    public Model {
        gpus = Set.copyOf(gpus);
    }

    /** A model with where it is loaded. */
    public record Loaded(ModelServer.Terms server, Model model) {

        private Collection<String> gpus() {
            return model.gpus().isEmpty() ? server.gpus() : model.gpus();
        }

        public boolean mayBeOn(Gpu gpu) {
            return gpu.mayBeOneOf(gpus());
        }

        /** Unloaded for want of room on a GPU where it is not, it would be lost for nothing. */
        boolean isOn(Gpu gpu, GpuSnapshot snapshot) {
            boolean oneOfSeveral = model.gpus().isEmpty() && server.gpus().size() > 1;
            Stream<Gpu> sure = gpus().isEmpty()
                    ? snapshot.only().stream()
                    : gpus().stream().flatMap(name -> snapshot.meant(name).stream());
            return !oneOfSeveral && sure.anyMatch(gpu::equals);
        }

        boolean mayGoFrom(Gpu gpu, GpuSnapshot snapshot) {
            return isOn(gpu, snapshot) && !isBound() && model.use().work() == Use.Work.IDLE;
        }

        /** Bytes of it on each of its GPUs; 0 where its server does not tell. */
        private long bytesOnEach() {
            return model.bytes() / Math.max(1, gpus().size());
        }

        private boolean isBound() {
            return model.kept() || server.pinned().contains(model.name());
        }

        /** Why it may not go from a GPU. */
        private String bar(Gpu gpu, GpuSnapshot snapshot) {
            if (!mayBeOn(gpu)) {
                return "is on another GPU";
            }
            if (!isOn(gpu, snapshot)) {
                return "may be on another GPU (name those that its server sees as its gpus, instances of MIG by UUID)";
            }
            if (isBound()) {
                return "is pinned";
            }
            return model.use().work() == Use.Work.BUSY ? "is in use" : "does not tell whether it is in use";
        }

        public String inWords() {
            return model.name() + " of " + server.name();
        }
    }

    private static final Comparator<Loaded> FIRST_TO_GO = Comparator.comparing(
                    (Loaded loaded) -> loaded.model().use().last(), Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(loaded -> loaded.model().use().count())
            .thenComparing(
                    Comparator.comparing((Loaded loaded) -> loaded.model().bytes())
                            .reversed())
            .thenComparing(Loaded::inWords);

    /**
     * The model to unload from a GPU (spec 2.1): of those without a request the least recently used; of several the least used,
     * then the largest. Empty where there is none that may go.
     */
    public static Optional<Loaded> toUnload(List<Loaded> all, Gpu gpu, GpuSnapshot snapshot) {
        return all.stream().filter(loaded -> loaded.mayGoFrom(gpu, snapshot)).min(FIRST_TO_GO);
    }

    /** Why none may go from a GPU, by model. */
    public static String bars(List<Loaded> all, Gpu gpu, GpuSnapshot snapshot) {
        return all.stream()
                .map(loaded -> loaded.inWords() + " " + loaded.bar(gpu, snapshot))
                .collect(Collectors.joining(", "));
    }

    /** The bytes that could be made free on a GPU; empty where a server does not tell how large a model is. */
    public static Optional<Long> couldComeFree(List<Loaded> all, Gpu gpu, GpuSnapshot snapshot) {
        List<Long> sizes = all.stream()
                .filter(loaded -> loaded.mayGoFrom(gpu, snapshot))
                .map(Loaded::bytesOnEach)
                .toList();
        return sizes.contains(0L)
                ? Optional.empty()
                : Optional.of(sizes.stream().mapToLong(Long::longValue).sum());
    }
}
