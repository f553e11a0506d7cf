package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.policy.ScalingPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The variant alert-rules/demand fits the shipped files, and changes worker-llm alone. */
class DemandVariantTest {

    private static final Path FOLDER = Trees.SHIPPED.resolve("alert-rules/demand");
    private static final Tree SHIPPED = Tree.read(Trees.SHIPPED);
    private static final Tree DEMAND = Tree.read(FOLDER);

    @Test
    void itIsFoundAndHasNoFindings() {
        assertThat(Tree.variants(Trees.SHIPPED)).containsExactly(FOLDER);
        assertThat(Linter.lint(DEMAND).findings()).isEmpty();
        assertThat(Linter.lint(DEMAND).reactions())
                .extracting(Reaction::alert)
                .contains("LLMDemandHigh", "LLMDemandLow", "LLMHighTaskFailureRate", "AppHighCPU")
                .doesNotContain("LLMQueueDrained");
    }

    @Test
    void theOtherServicesAreAsTheyWere() {
        ScalingPolicy before = SHIPPED.policy().orElseThrow().policy();
        ScalingPolicy after = DEMAND.policy().orElseThrow().policy();
        for (String service : List.of("app", "worker-rl")) {
            assertThat(after.service(service)).isEqualTo(before.service(service));
            assertThat(after.schedule().normal().get(service))
                    .isEqualTo(before.schedule().normal().get(service));
        }
        assertThat(after.matrix()).hasSameSizeAs(before.matrix());
        assertThat(after.service("worker-llm").with(before.service("worker-llm").triggers()))
                .isEqualTo(before.service("worker-llm"));
        assertThat(Difference.between(SHIPPED, DEMAND))
                .noneMatch(line -> line.startsWith("app: App") || line.startsWith("worker-rl: RL"));
    }

    /** What docs/backtest.md says: copied over the shipped files, the variant is what holds. */
    @Test
    void copyingItSwitches(@TempDir Path folder) {
        Trees copied = Trees.in(folder);
        copied.overlay(Trees.SHIPPED.resolve("alert-rules"), "alert-rules");
        copied.overlay(FOLDER, "alert-rules");
        Tree switched = copied.read();
        assertThat(switched.rules().alerts())
                .extracting(Alert::name)
                .containsExactlyElementsOf(
                        DEMAND.rules().alerts().stream().map(Alert::name).toList());
        assertThat(switched.policy().orElseThrow().policy())
                .isEqualTo(DEMAND.policy().orElseThrow().policy());
        assertThat(Files.exists(folder.resolve("alert-rules/tests/worker-llm.test.yml")))
                .isTrue();
    }
}
