package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.headroom.receiver.backtest.candidate.hpa.Autoscaler;
import dev.headroom.receiver.backtest.candidate.hpa.HpaFile;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/kubernetes.md gives to follow an advice with: it goes to each count that is wanted, at once, and no further. */
class AdviceFollowersTest {

    private static final Path DOCUMENT = Distribution.ROOT.resolve("docs/kubernetes.md");
    private static final Pattern MANIFEST = Pattern.compile("```yaml\n(apiVersion.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    static String manifest(String kind) throws IOException {
        return MANIFEST.matcher(Files.readString(DOCUMENT))
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(text -> text.contains("kind: " + kind + "\n"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theHpaGoesToEachCountFromAnyOther() throws IOException {
        Path file = Files.writeString(folder.resolve("hpa.yaml"), manifest("HorizontalPodAutoscaler"));
        for (int from = 2; from <= 8; from++) {
            for (int wanted = 2; wanted <= 8; wanted++) {
                Autoscaler hpa = new Autoscaler(HpaFile.read(file));
                int count = from;
                for (int seconds = 0; seconds <= 60; seconds += 15) {
                    count = hpa.decide(seconds, new Autoscaler.Reading(count, count, 0.5, wanted));
                }
                assertThat(count).as("from %d", from).isEqualTo(wanted);
            }
        }
    }

    /** A series that is missing is not taken for none wanted. */
    @Test
    void kedaAsksForTheSameAndTakesNothingForGranted() throws IOException {
        JsonNode object = new YAMLMapper().readTree(manifest("ScaledObject"));
        JsonNode trigger = object.at("/spec/triggers/0/metadata");
        assertThat(trigger.path("query").asText())
                .isEqualTo("max(headroom_replicas{service=\"worker-llm\", state=\"wanted\"})");
        assertThat(trigger.path("threshold").asText()).isEqualTo("1");
        assertThat(trigger.path("ignoreNullValues").asText()).isEqualTo("false");
        assertThat(object.at("/spec/triggers/0/metricType").asText()).isEqualTo("AverageValue");
    }
}
