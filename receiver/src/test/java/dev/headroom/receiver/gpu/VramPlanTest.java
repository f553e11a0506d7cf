package dev.headroom.receiver.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.gpu.VramPlan.Item;
import dev.headroom.receiver.gpu.VramPlan.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The model plan: spec 2.1, and the optimum against brute force. */
class VramPlanTest {

    private static final List<Item> SPEC = List.of(new Item("Qwen", 16), new Item("Mistral", 4), new Item("Llama3", 5));

    @Test
    void allThreeModelsFitOnOneGpuOfForty() {
        List<Slot> slots = new VramPlan(SPEC, List.of(40L)).slots().orElseThrow();
        assertThat(slots).singleElement().satisfies(slot -> {
            assertThat(slot.used()).isEqualTo(25);
            assertThat(slot.free()).isEqualTo(15);
        });
    }

    @Test
    void twoGpusOfTwentyFourShareThem() {
        List<Slot> slots = new VramPlan(SPEC, List.of(24L, 24L)).slots().orElseThrow();
        assertThat(slots).extracting(Slot::used).containsExactly(16L, 9L);
        assertThat(slots).extracting(Slot::free).containsExactly(8L, 15L);
    }

    @Test
    void aGpuThatIsNotNeededStaysEmpty() {
        List<Slot> slots = new VramPlan(SPEC, List.of(24L, 80L, 24L)).slots().orElseThrow();
        assertThat(slots).extracting(Slot::used).containsExactly(0L, 25L, 0L);
    }

    @Test
    void theBestOfAllWaysIsFound() {
        Random random = new Random(5);
        int possible = 0;
        for (int round = 0; round < 1000; round++) {
            List<Item> models = IntStream.range(0, 1 + random.nextInt(6))
                    .mapToObj(i -> new Item("m" + i, 1 + random.nextInt(20)))
                    .toList();
            List<Long> gpus = random.longs(1 + random.nextInt(4), 8, 48).boxed().toList();
            List<Long> sizes = random.nextBoolean()
                    ? gpus
                    : gpus.stream().map(gpu -> gpus.get(0)).toList();
            Optional<List<Slot>> found = new VramPlan(models, sizes).slots();
            double[] best = bruteForce(models, sizes);
            assertThat(found.isPresent()).as("%s on %s", models, sizes).isEqualTo(best != null);
            if (best != null) {
                possible++;
                assertThat(value(found.orElseThrow()))
                        .as("%s on %s", models, sizes)
                        .containsExactly(best);
                assertThat(found.orElseThrow().stream()
                                .flatMap(slot -> slot.models().stream())
                                .toList())
                        .containsExactlyInAnyOrderElementsOf(models);
            }
        }
        assertThat(possible).isBetween(300, 970);
    }

    /** Number of used GPUs, then the free shares from the smallest; null where no way fits. */
    private static double[] bruteForce(List<Item> models, List<Long> gpus) {
        double[] best = null;
        int ways = (int) Math.pow(gpus.size(), models.size());
        for (int way = 0; way < ways; way++) {
            List<List<Item>> on = new ArrayList<>();
            gpus.forEach(gpu -> on.add(new ArrayList<>()));
            int rest = way;
            for (Item model : models) {
                on.get(rest % gpus.size()).add(model);
                rest /= gpus.size();
            }
            List<Slot> slots = IntStream.range(0, gpus.size())
                    .mapToObj(gpu -> new Slot(gpu, gpus.get(gpu), on.get(gpu)))
                    .toList();
            boolean fits = slots.stream().allMatch(slot -> slot.free() * 5 >= slot.total());
            if (fits && (best == null || better(value(slots), best))) {
                best = value(slots);
            }
        }
        return best;
    }

    private static boolean better(double[] one, double[] other) {
        return one.length != other.length ? one.length < other.length : Arrays.compare(one, other) > 0;
    }

    private static double[] value(List<Slot> slots) {
        return slots.stream()
                .filter(slot -> !slot.models().isEmpty())
                .mapToDouble(slot -> (double) slot.free() / slot.total())
                .sorted()
                .toArray();
    }

    @Test
    void whatCannotBeIsExplained() {
        VramPlan plan = new VramPlan(SPEC, List.of(16L, 16L));
        assertThat(plan.slots()).isEmpty();
        assertThat(plan.tooLarge()).extracting(Item::name).containsExactly("Qwen");
        assertThat(VramPlan.smallestFor(16)).isEqualTo(20);
        assertThat(plan.moreGpus()).as("no number of small GPUs holds it").isEmpty();
        assertThat(plan.without()).contains(SPEC.get(0));
        assertThat(new VramPlan(SPEC, List.of(24L)).moreGpus()).contains(1);
        assertThat(new VramPlan(SPEC, List.of(24L)).without()).contains(SPEC.get(0));
        assertThat(new VramPlan(SPEC, List.of(30L)).without()).contains(SPEC.get(1));
    }

    @Test
    void twentyModelsOnEightGpusAreAnsweredOrRefusedInTime() {
        List<Item> models =
                IntStream.range(0, 20).mapToObj(i -> new Item("m" + i, 10 + i)).toList();
        VramPlan plan = new VramPlan(models, List.of(80L, 80L, 80L, 80L, 80L, 80L, 80L, 80L));
        try {
            assertThat(plan.slots()).isPresent();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("20 models on 8 GPUs are too many");
        }
        assertThatThrownBy(() -> new VramPlan(
                                IntStream.range(0, 60)
                                        .mapToObj(i -> new Item("m" + i, 1000 + i * 7))
                                        .toList(),
                                List.of(11000L, 12000L, 13000L, 14000L, 15000L, 16000L, 17000L, 18000L))
                        .slots())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
