package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The memory of a watch that keeps of each object only what is needed, and of some nothing: clusters are large. */
public final class Kept<T extends HasMetadata> extends BasicItemStore<T> {
    private final Function<T, Optional<T>> part;

    /** @param part what is kept of an object; empty where it is of no interest */
    public Kept(Function<T, Optional<T>> part) {
        super(Cache::metaNamespaceKeyFunc);
        this.part = part;
    }

    /** All but who wrote which field, which is half of a pod. */
    public static <T extends HasMetadata> Kept<T> withoutHistory() {
        return new Kept<>(object -> {
            object.getMetadata().setManagedFields(List.of());
            return Optional.of(object);
        });
    }

    @Override
    public @Nullable T put(String key, T object) {
        Optional<T> kept = partOf(object);
        return kept.isPresent() ? super.put(key, kept.get()) : super.remove(key);
    }

    /** Of what cannot be read all is kept, so that who asks for it meets the fault: a watch that threw it would go on without. */
    private Optional<T> partOf(T object) {
        try {
            return part.apply(object);
        } catch (RuntimeException e) {
            return Optional.of(object);
        }
    }
}
