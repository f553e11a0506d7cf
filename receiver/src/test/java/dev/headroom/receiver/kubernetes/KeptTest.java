package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the memory of a watch keeps of an object. */
class KeptTest {
    private static final Pod POD =
            new PodBuilder().withNewMetadata().withName("app-1").endMetadata().build();
    private static final Pod PART = new Pod();

    @Test
    void itKeepsAPartOrNothing() {
        Kept<Pod> kept = new Kept<>(pod -> Optional.of(PART));
        kept.put("a", POD);
        assertThat(kept.get("a")).isSameAs(PART);
        Kept<Pod> none = new Kept<>(pod -> Optional.empty());
        none.put("a", POD);
        assertThat(none.get("a")).isNull();
    }

    @Test
    void whatCannotBeReadIsKeptWholeForWhoeverAsks() {
        Kept<Pod> kept = new Kept<>(pod -> {
            throw new IllegalArgumentException("no time");
        });
        kept.put("a", POD);
        assertThat(kept.get("a")).isSameAs(POD);
    }
}
