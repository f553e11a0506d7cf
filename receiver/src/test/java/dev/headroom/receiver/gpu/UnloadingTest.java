package dev.headroom.receiver.gpu;

import static dev.headroom.receiver.gpu.Rack.NOW;
import static dev.headroom.receiver.gpu.Rack.gpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.Model.Loaded;
import dev.headroom.receiver.gpu.Unloading.Act;
import dev.headroom.receiver.gpu.Unloading.Next;
import dev.headroom.receiver.gpu.Unloading.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which model goes, and when the next may. */
class UnloadingTest {

    private static final Use UNUSED = new Use(null, 0, Use.Work.IDLE);

    private static ModelServer.Terms server(Set<String> gpus, String... pinned) {
        return new ModelServer.Terms(
                "triton", "http://127.0.0.1:8000", gpus, Set.of(pinned), false, Duration.ofSeconds(5));
    }

    private static Loaded loaded(String name, Instant lastUse, long uses, long bytes) {
        return new Loaded(
                server(Set.of(), "pinned"),
                new Model(name, new Use(lastUse, uses, Use.Work.IDLE), bytes, false, Set.of()));
    }

    private static String toUnload(Loaded... all) {
        return Model.toUnload(List.of(all), gpu(0, 100, 1))
                .map(loaded -> loaded.model().name())
                .orElse("");
    }

    @Test
    void theLeastRecentlyUsedGoesThenTheLeastUsedThenTheLargest() {
        assertThat(toUnload(loaded("new", NOW, 1, 9), loaded("old", NOW.minusSeconds(9), 50, 1)))
                .isEqualTo("old");
        assertThat(toUnload(loaded("old", NOW.minusSeconds(9), 0, 0), loaded("never", null, 0, 0)))
                .isEqualTo("never");
        assertThat(toUnload(loaded("busy", NOW, 9, 9), loaded("idle", NOW, 2, 1)))
                .isEqualTo("idle");
        assertThat(toUnload(loaded("small", NOW, 2, 1), loaded("large", NOW, 2, 7)))
                .isEqualTo("large");
    }

    @Test
    void whatIsPinnedKeptOrElsewhereStays() {
        Loaded kept = new Loaded(server(Set.of()), new Model("kept", UNUSED, 1, true, Set.of()));
        Loaded otherGpu = new Loaded(server(Set.of("1")), new Model("b", UNUSED, 1, false, Set.of()));
        Loaded toldOtherGpu = new Loaded(server(Set.of()), new Model("c", UNUSED, 1, false, Set.of("1")));
        assertThat(toUnload(loaded("pinned", null, 0, 1), kept, otherGpu, toldOtherGpu))
                .isEmpty();
        assertThat(toUnload(kept, loaded("goes", NOW, 8, 1))).isEqualTo("goes");
    }

    /** What Triton counts in its container is not the host's count. */
    @Test
    void whatIsConfiguredOfGpusGoesBeforeWhatAServerCounts() {
        Loaded first = new Loaded(server(Set.of("1")), new Model("a", UNUSED, 1, false, Set.of("0")));
        assertThat(Model.toUnload(List.of(first), gpu(0, 100, 1))).isEmpty();
        assertThat(Model.toUnload(List.of(first), gpu(1, 100, 1))).contains(first);
    }

    /** A model on one instance frees nothing on another. */
    @Test
    void ofTheInstancesOfACardOnlyTheOneThatIsNamedByItsUuid() {
        List<Gpu> gpus = Rack.of()
                .instance(0, "MIG-a", 40, 1)
                .instance(0, "GPU-1:3", 40, 1)
                .snapshot()
                .gpus();
        Model idle = new Model("a", UNUSED, 1, false, Set.of());
        for (Set<String> vague : List.of(Set.<String>of(), Set.of("0"))) {
            List<Loaded> one = List.of(new Loaded(server(vague), idle));
            assertThat(gpus).allSatisfy(gpu -> {
                assertThat(Model.toUnload(one, gpu)).isEmpty();
                assertThat(Model.couldComeFree(one, gpu)).contains(0L);
                assertThat(Model.bars(one, gpu)).contains("UUID");
            });
        }
        List<Loaded> named = List.of(new Loaded(server(Set.of("GPU-1:3")), idle));
        assertThat(Model.toUnload(named, gpus.get(0))).isEmpty();
        assertThat(Model.bars(named, gpus.get(0))).endsWith("is on another GPU");
        assertThat(Model.toUnload(named, gpus.get(1))).isEqualTo(Optional.of(named.get(0)));
    }

    @Test
    void whatIsInUseOrDoesNotTellStays() {
        Loaded busy = new Loaded(server(Set.of()), new Model("a", new Use(null, 0, Use.Work.BUSY), 1, false, Set.of()));
        Loaded untold =
                new Loaded(server(Set.of()), new Model("b", new Use(null, 0, Use.Work.UNTOLD), 1, false, Set.of()));
        assertThat(toUnload(busy, untold)).isEmpty();
        assertThat(toUnload(busy, untold, loaded("goes", NOW, 99, 1))).isEqualTo("goes");
    }

    @Test
    void aModelGoesWhenItShould() {
        assertThat(Unloading.idle().next(gpu(0, 100, 60), false, NOW).act()).isEqualTo(Act.NOTHING);
        assertThat(Unloading.idle().next(gpu(0, 100, 60), true, NOW).act()).isEqualTo(Act.UNLOAD);
    }

    @Test
    void whatCameFreeIsKnownWhenTwoLooksAgree() {
        Unloading state = Unloading.of("m", gpu(0, 100, 19), NOW);
        Next first = state.next(gpu(0, 100, 22), false, NOW.plusSeconds(5));
        Next second = first.state().next(gpu(0, 100, 27), false, NOW.plusSeconds(10));
        Next third = second.state().next(gpu(0, 100, 27.5), false, NOW.plusSeconds(15));
        assertThat(List.of(first.act(), second.act(), third.act()))
                .containsExactly(Act.NOTHING, Act.NOTHING, Act.FREED);
        assertThat(third.state().phase()).isEqualTo(Phase.IDLE);
    }

    @Test
    void noSecondModelGoesWhileTheFirstIsMeasuredOrWhenNothingCameFree() {
        Unloading state = Unloading.of("m", gpu(0, 100, 19), NOW);
        assertThat(state.next(gpu(0, 100, 19), true, NOW.plusSeconds(29)).act()).isEqualTo(Act.NOTHING);
        Next late = state.next(gpu(0, 100, 19.5), false, NOW.plusSeconds(30));
        assertThat(late.act()).isEqualTo(Act.NOTHING_FREED);
        Next asked = late.state().next(gpu(0, 100, 15), true, NOW.plusSeconds(3600));
        assertThat(asked.act()).isEqualTo(Act.NOTHING);
        Next grown = asked.state().next(gpu(0, 100, 20), false, NOW.plusSeconds(3605));
        assertThat(grown.state().phase()).isEqualTo(Phase.IDLE);
    }
}
