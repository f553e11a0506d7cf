package dev.headroom.receiver.gpu;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model in GPU memory.
 *
 * @param bytes what it takes; 0 where the server does not tell
 * @param kept whether its server was told to keep it loaded for good
 * @param gpus those that it is on, as its server counts them; empty where it does not tell
 */
public record Model(String name, Use use, long bytes, boolean kept, Set<String> gpus) {

    public Model {
        gpus = Set.copyOf(gpus);
    }

    /** A model with where it is loaded. */
    public record Loaded(ModelServer.Terms server, Model model) {

        /** A server counts the GPUs that it sees, in a container from 0: what is configured goes first. */
        private Set<String> gpus() {
            return server.gpus().isEmpty() ? model.gpus() : server.gpus();
        }

        public boolean mayBeOn(Gpu gpu) {
            return gpu.mayBeOneOf(gpus());
        }

        /** By the number of a card it is not known on which of its instances. */
        boolean isOn(Gpu gpu) {
            return mayBeOn(gpu) && (!gpu.isInstance() || gpus().contains(gpu.uuid()));
        }

        boolean mayGoFrom(Gpu gpu) {
            return isOn(gpu) && !isBound() && model.use().work() == Use.Work.IDLE;
        }

        private boolean isBound() {
            return model.kept() || server.pinned().contains(model.name());
        }

        /** Why it may not go from a GPU. */
        private String bar(Gpu gpu) {
            if (!mayBeOn(gpu)) {
                return "is on another GPU";
            }
            if (!isOn(gpu)) {
                return "may be on another instance (write the UUID of its own into gpus of its server)";
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
    public static Optional<Loaded> toUnload(List<Loaded> all, Gpu gpu) {
        return all.stream().filter(loaded -> loaded.mayGoFrom(gpu)).min(FIRST_TO_GO);
    }

    /** Why none may go from a GPU, by model. */
    public static String bars(List<Loaded> all, Gpu gpu) {
        return all.stream()
                .map(loaded -> loaded.inWords() + " " + loaded.bar(gpu))
                .collect(Collectors.joining(", "));
    }

    /** The bytes that could be made free on a GPU; empty where a server does not tell how large a model is. */
    public static Optional<Long> couldComeFree(List<Loaded> all, Gpu gpu) {
        List<Long> sizes = all.stream()
                .filter(loaded -> loaded.mayGoFrom(gpu))
                .map(loaded -> loaded.model().bytes())
                .toList();
        return sizes.contains(0L)
                ? Optional.empty()
                : Optional.of(sizes.stream().mapToLong(Long::longValue).sum());
    }
}
