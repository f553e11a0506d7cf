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
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which model goes, and when the next may. */
class UnloadingTest {

    private static final GpuSnapshot ALONE = Rack.of(100).free(0, 1).snapshot();
    private static final Use UNUSED = new Use(null, 0, Use.Work.IDLE);

    private static ModelServer.Terms server(List<String> gpus, String... pinned) {
        return new ModelServer.Terms(
                "triton", "http://127.0.0.1:8000", gpus, Set.of(pinned), false, Duration.ofSeconds(5));
    }

    private static Loaded loaded(String name, Instant lastUse, long uses, long bytes) {
        return new Loaded(
                server(List.of(), "pinned"),
                new Model(name, new Use(lastUse, uses, Use.Work.IDLE), bytes, false, Set.of()));
    }

    private static String toUnload(Loaded... all) {
        return Model.toUnload(List.of(all), gpu(0, 100, 1), ALONE)
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
        Loaded kept = new Loaded(server(List.of()), new Model("kept", UNUSED, 1, true, Set.of()));
        Loaded otherGpu = new Loaded(server(List.of("1")), new Model("b", UNUSED, 1, false, Set.of()));
        Loaded toldOtherGpu = new Loaded(server(List.of()), new Model("c", UNUSED, 1, false, Set.of("1")));
        assertThat(toUnload(loaded("pinned", null, 0, 1), kept, otherGpu, toldOtherGpu))
                .isEmpty();
        assertThat(toUnload(kept, loaded("goes", NOW, 8, 1))).isEqualTo("goes");
    }

    /** Which of these GPUs a model may be unloaded from, by UUID. */
    private static List<String> from(GpuSnapshot snapshot, List<String> servers, String... told) {
        List<Loaded> one = List.of(new Loaded(server(servers), new Model("a", UNUSED, 8, false, Set.of(told))));
        return snapshot.gpus().stream()
                .filter(gpu -> Model.toUnload(one, gpu, snapshot).isPresent())
                .map(Gpu::uuid)
                .toList();
    }

    /** What Triton counts in its container is not the host's count. */
    @Test
    void whatAServerCountsIsMeantInTheOrderOfThoseThatItSees() {
        ModelServer.Terms two = server(List.of("3", "GPU-1"));
        assertThat(two.known(List.of("0"))).containsExactly("3");
        assertThat(two.known(List.of("1", "0"))).containsExactlyInAnyOrder("3", "GPU-1");
        assertThat(two.known(List.of("0", "2")))
                .as("it sees more than is named")
                .isEmpty();
        assertThat(two.known(List.of("GPU-7"))).containsExactly("GPU-7");
        assertThat(server(List.of()).known(List.of("0"))).as("by whose count?").isEmpty();
    }

    /** Where it is not, it would be lost and free nothing. */
    @Test
    void aModelOfWhichItIsNotKnownWhereItIsIsUnloadedOnlyWhereThereIsNoOtherPlace() {
        GpuSnapshot two = Rack.of(100, 100).snapshot();
        assertThat(from(ALONE, List.of())).containsExactly("GPU-0");
        assertThat(from(two, List.of())).isEmpty();
        assertThat(from(two, List.of("0", "1"))).as("one of the two").isEmpty();
        assertThat(from(two, List.of("1"))).containsExactly("GPU-1");
        assertThat(from(two, List.of("0", "1"), "0")).containsExactly("GPU-0");
        assertThat(from(two, List.of("0", "1"), "0", "1")).containsExactly("GPU-0", "GPU-1");
        assertThat(from(two, List.of("0"), "GPU-1")).containsExactly("GPU-1");
        assertThat(from(Rack.of(100, 100).lost(1).snapshot(), List.of()))
                .as("one that cannot be read")
                .isEmpty();
    }

    /** A model on one instance frees nothing on another. */
    @Test
    void ofTheInstancesOfACardOnlyTheOneThatIsNamedByItsUuid() {
        GpuSnapshot snapshot = Rack.of()
                .instance(0, "MIG-a", 40, 1)
                .instance(0, "GPU-1:3", 40, 1)
                .instance(1, "MIG-b", 40, 1)
                .snapshot();
        assertThat(from(snapshot, List.of())).isEmpty();
        assertThat(from(snapshot, List.of("0"))).isEmpty();
        assertThat(from(snapshot, List.of("1"))).as("the only one of its card").containsExactly("MIG-b");
        assertThat(from(snapshot, List.of("GPU-1:3"))).containsExactly("GPU-1:3");
        GpuSnapshot partly = new GpuSnapshot(NOW, snapshot.gpus(), List.of(new GpuSnapshot.Fault(1, "MIG instance 2")));
        assertThat(from(partly, List.of("1"))).isEmpty();
        assertThat(from(partly, List.of("MIG-b"))).containsExactly("MIG-b");
    }

    @Test
    void whyNoneMayGoIsTold() {
        GpuSnapshot two = Rack.of(100, 100).snapshot();
        Model idle = new Model("a", UNUSED, 8, false, Set.of());
        Gpu first = two.gpus().get(0);
        assertThat(Model.bars(List.of(new Loaded(server(List.of("1")), idle)), first, two))
                .endsWith("is on another GPU");
        assertThat(Model.bars(List.of(new Loaded(server(List.of()), idle)), first, two))
                .endsWith(
                        "may be on another GPU (name those that its server sees as its gpus, instances of MIG by UUID)");
    }

    @Test
    void onEachOfSeveralGpusAModelHasItsPart() {
        GpuSnapshot two = Rack.of(100, 100).snapshot();
        List<Loaded> both =
                List.of(new Loaded(server(List.of("0", "1")), new Model("a", UNUSED, 8, false, Set.of("0", "1"))));
        assertThat(Model.couldComeFree(both, two.gpus().get(0), two)).contains(4L);
    }

    @Test
    void whatIsInUseOrDoesNotTellStays() {
        Loaded busy =
                new Loaded(server(List.of()), new Model("a", new Use(null, 0, Use.Work.BUSY), 1, false, Set.of()));
        Loaded untold =
                new Loaded(server(List.of()), new Model("b", new Use(null, 0, Use.Work.UNTOLD), 1, false, Set.of()));
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
