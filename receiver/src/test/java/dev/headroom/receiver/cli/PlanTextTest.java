package dev.headroom.receiver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.VramPlan;
import dev.headroom.receiver.gpu.VramPlan.Item;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What {@code vram-plan} prints: the tables of spec 2.1, and why something cannot be. */
class PlanTextTest {

    private static final long GB = 1_000_000_000;
    private static final List<Item> MODELS = List.of(
            new Item("Qwen 32B (4-bit)", 16 * GB),
            new Item("Mistral 7B (4-bit)", 4 * GB),
            new Item("Llama3 8B (4-bit)", 5 * GB));

    private static String printed(long... gb) {
        VramPlan plan = new VramPlan(
                MODELS, LongStream.of(gb).map(size -> size * GB).boxed().toList());
        return plan.slots()
                .map(slots -> PlanText.of(plan, List.of("GPU 0", "GPU 1", "GPU 2", "GPU 3"), slots))
                .orElseGet(() -> PlanText.impossible(plan))
                .replace(" ok\n", " \u2705\n");
    }

    @Test
    void theTableOfOneGpuIsTheSpecs() {
        assertThat(printed(40)).isEqualTo("""
                # Single GPU (40GB VRAM)
                GPU 0:
                  - Qwen 32B (4-bit): ~16GB
                  - Mistral 7B (4-bit): ~4GB
                  - Llama3 8B (4-bit): ~5GB
                  Total: ~25GB
                  Headroom: 15GB (37.5% on 40GB GPU) \u2705
                """);
    }

    @Test
    void theTableOfTwoGpusIsTheSpecs() {
        assertThat(printed(24, 24)).isEqualTo("""
                # Multi-GPU (24GB VRAM each)
                GPU 0:
                  - Qwen 32B (4-bit): ~16GB
                  Headroom: 8GB (33%) \u2705

                GPU 1:
                  - Mistral 7B (4-bit): ~4GB
                  - Llama3 8B (4-bit): ~5GB
                  Total: ~9GB
                  Headroom: 15GB (62.5%) \u2705
                """);
    }

    @Test
    void unlikeGpusTellTheirSizes() {
        assertThat(printed(24, 48)).startsWith("# Multi-GPU\nGPU 0:\n  Headroom: 24GB (100% on 24GB GPU)");
    }

    @Test
    void aModelThatFitsNowhereIsNamedWithTheGpuThatWouldHoldIt() {
        assertThat(printed(16, 16)).isEqualTo("""
                There is no plan: Qwen 32B (4-bit) needs 16GB, and with 20 % left free the largest GPU (16GB) holds 12.8GB.
                  - a GPU of 20GB or more would hold Qwen 32B (4-bit)
                  - one GPU of 31.3GB or more would hold all
                  - without Qwen 32B (4-bit) the others fit
                """);
    }

    @Test
    void tooLittleInAllIsTold() {
        assertThat(printed(24)).isEqualTo("""
                There is no plan: the models need 25GB together, and with 20 % left free the GPUs hold 19.2GB.
                  - 1 more GPU of 24GB would do
                  - one GPU of 31.3GB or more would hold all
                  - without Qwen 32B (4-bit) the others fit
                """);
    }

    @Test
    void enoughInAllThatCannotBeDividedIsTold() {
        VramPlan plan = new VramPlan(
                List.of(new Item("a", 6 * GB), new Item("b", 6 * GB), new Item("c", 6 * GB)),
                List.of(12 * GB, 12 * GB));
        assertThat(PlanText.impossible(plan))
                .startsWith(
                        "There is no plan: each model fits alone and all together would (18GB of 19.2GB), but no way"
                                + " to divide them among the GPUs does with 20 % left free.")
                .contains("1 more GPU of 12GB would do")
                .contains("without a the others fit");
        assertThat(PlanText.impossible(new VramPlan(MODELS, List.of())))
                .startsWith("There is no plan: there is no GPU.");
    }

    @Test
    void binarySizesAreToldAsSuch() {
        VramPlan plan = new VramPlan(List.of(new Item("m", 25L << 30)), List.of(40L << 30));
        assertThat(PlanText.of(plan, List.of("GPU 0 MIG-a"), plan.slots().orElseThrow()))
                .contains("GPU 0 MIG-a:\n", "m: ~25GiB", "Headroom: 15GiB (37.5% on 40GiB GPU)");
    }
}
