package dev.headroom.receiver.standby.http;

import dev.headroom.receiver.gpu.engine.Engine;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A server that tells whether it sleeps, and can be woken. */
public enum SleeperKind {
    VLLM,
    LMDEPLOY,
    /** It sleeps while its model is unloaded. */
    TRITON;

    private static final Set<Integer> DISCARDS = Set.of(2);

    /** Empty for one that has models by name. */
    public Optional<Engine> engine() {
        return switch (this) {
            case VLLM -> Optional.of(Engine.VLLM);
            case LMDEPLOY -> Optional.of(Engine.LMDEPLOY);
            case TRITON -> Optional.empty();
        };
    }

    /** From which it wakes; at level 1 the weights are kept in the main memory, at 2 they are loaded from disk again. */
    public Set<Integer> levels() {
        return engine().map(engine -> engine.waking().keySet()).orElse(DISCARDS);
    }

    /** As in {@code headroom.yml}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
