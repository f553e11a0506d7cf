package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The scrape configurations that docs/metrics.md shows are those of the stack, and none names a service for a replica. */
class ScrapesTest {
    private static final Path DOCUMENT = Path.of("docs/metrics.md");

    private static List<JsonNode> jobs(String text) {
        JsonNode file = new ObjectMapper().valueToTree(new Yaml().load(text));
        return StreamSupport.stream(file.path("scrape_configs").spliterator(), false)
                .toList();
    }

    @Test
    void whatIsShownForTheStackIsInIt() throws IOException {
        assertThat(jobs(Files.readString(Distribution.ROOT.resolve("compose/prometheus.yml"))))
                .containsAll(jobs(CodeBlock.with("dns_sd_configs", "yaml", DOCUMENT)));
    }

    /** What has replicas is found by its addresses, one each: a name would be answered by any of them. */
    @Test
    void onlyWhatIsAloneHasAFixedAddress() throws IOException {
        List<String> texts = List.of(
                CodeBlock.with("docker_sd_configs", "yaml", DOCUMENT),
                CodeBlock.with("dns_sd_configs", "yaml", DOCUMENT),
                CodeBlock.with("scrape_configs", "yaml", Path.of("docs/kubernetes.md")),
                Files.readString(Distribution.ROOT.resolve("compose/prometheus.yml")));
        assertThat(texts).flatMap(ScrapesTest::jobs).hasSizeGreaterThan(15).allSatisfy(job -> {
            if (job.has("static_configs")) {
                assertThat(job.path("job_name").asText())
                        .isIn("headroom", "ttl-tuner", "alertmanager", "prometheus", "cadvisor");
            }
        });
    }
}
