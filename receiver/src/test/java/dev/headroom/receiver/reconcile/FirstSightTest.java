package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.store.memory.InMemoryStore;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose count is whose: what was left to one target says nothing of another. */
class FirstSightTest {
    private final InMemoryStore store = new InMemoryStore(new AlertLifecycle(Duration.ofMinutes(7), null));
    private final CountsLeft left = new CountsLeft(store);

    private void scales(String target) {
        TargetMemory.scales(store, target, Set.of("app"));
    }

    @Test
    void anotherTargetIsMetAsIfForTheFirstTime() {
        scales("simulated");
        assertThat(left.met("app")).isFalse();
        left.is("app", 3);
        assertThat(left.met("app")).isTrue();
        scales("simulated");
        assertThat(left.of("app")).contains(3);
        scales("compose fragrance-ai");
        assertThat(left.met("app")).isFalse();
        assertThat(left.of("app")).as("no drift is told").isEmpty();
    }

    @Test
    void whoeverSleepsThereIsMeantTo() {
        SleepMemory told = new SleepMemory(store);
        scales("compose fragrance-ai");
        told.keep("app", Set.of("app-2"));
        scales("compose fragrance-ai");
        assertThat(told.names("app")).contains(Set.of("app-2"));
        scales("compose another");
        assertThat(told.names("app")).isEmpty();
    }

    @Test
    void whatAnOlderReleaseLeftIsOfTheTargetOfNow() {
        left.is("app", 3);
        scales("compose fragrance-ai");
        assertThat(left.of("app")).contains(3);
    }

    @Test
    void whoDoesNotLeadSaysNothing() {
        left.is("app", 3);
        scales("simulated");
        store.lead(false);
        scales("compose fragrance-ai");
        assertThat(left.of("app")).contains(3);
    }

    @Test
    void anAbandonedCountIsNoFirstSight() {
        left.is("app", 3);
        left.forget("app");
        assertThat(left.met("app")).isTrue();
        assertThat(left.of("app")).isEmpty();
    }

    @Test
    void whatIsAboutToBeDoneIsSaid() {
        assertThat(new FirstLook("app", 3, 3, 10, false).differs()).isFalse();
        assertThat(new FirstLook("app", 12, 3, 10, false).inWords())
                .isEqualTo(
                        "app is met for the first time, with 12 replicas; the most that it may have are 10: it is brought"
                                + " there now (serve --frozen shows what would be done, and does nothing)");
        assertThat(new FirstLook("app", 1, 3, 10, true).inWords()).endsWith("but it is frozen and left as it is");
    }
}
