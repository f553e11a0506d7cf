package dev.headroom.receiver.gpu;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model in GPU memory.
 *
 * @param lastUse null where it was never used
 * @param uses how often it was used; 0 where the server does not tell
 * @param bytes what it takes; 0 where the server does not tell
 * @param kept whether its server was told to keep it loaded for good
 * @param gpus indices of the GPUs that it is on; empty where its server does not tell
 */
public record Model(String name, @Nullable Instant lastUse, long uses, long bytes, boolean kept, Set<Integer> gpus) {

    public Model {
        gpus = Set.copyOf(gpus);
    }

    /** A model with where it is loaded. */
    public record Loaded(ModelServer.Terms server, Model model) {

        boolean mayGoFrom(int gpu) {
            Set<Integer> on = model.gpus().isEmpty() ? server.gpus() : model.gpus();
            return (on.isEmpty() || on.contains(gpu))
                    && !model.kept()
                    && !server.pinned().contains(model.name());
        }

        public String inWords() {
            return model.name() + " of " + server.name();
        }
    }

    private static final Comparator<Loaded> FIRST_TO_GO = Comparator.comparing(
                    (Loaded loaded) -> loaded.model().lastUse(), Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(loaded -> loaded.model().uses())
            .thenComparing(
                    Comparator.comparing((Loaded loaded) -> loaded.model().bytes())
                            .reversed())
            .thenComparing(Loaded::inWords);

    /**
     * The model to unload from a GPU (spec 2.1): the least recently used; of several the least used, then the largest.
     * Empty where there is none that may go.
     */
    public static Optional<Loaded> toUnload(List<Loaded> all, int gpu) {
        return all.stream().filter(loaded -> loaded.mayGoFrom(gpu)).min(FIRST_TO_GO);
    }

    /** The bytes that could be made free on a GPU; empty where a server does not tell how large a model is. */
    public static Optional<Long> couldComeFree(List<Loaded> all, int gpu) {
        List<Long> sizes = all.stream()
                .filter(loaded -> loaded.mayGoFrom(gpu))
                .map(loaded -> loaded.model().bytes())
                .toList();
        return sizes.contains(0L)
                ? Optional.empty()
                : Optional.of(sizes.stream().mapToLong(Long::longValue).sum());
    }
}
