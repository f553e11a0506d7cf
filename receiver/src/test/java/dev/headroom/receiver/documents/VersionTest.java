package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file that speaks of Headroom's version speaks of the one that is built, or of the one that it becomes. */
class VersionTest {
    private static final Pattern PROJECT = Pattern.compile("<version>([^<]*)</version>");
    private static final Pattern IMAGE =
            Pattern.compile("headroom-(?:receiver|ttl-tuner)(?::|.*newTag: \")([0-9][^\\s\"}]*)");

    private static String read(String file) throws IOException {
        return Files.readString(Distribution.ROOT.resolve(file));
    }

    private static String version() throws IOException {
        return PROJECT.matcher(read("pom.xml"))
                .results()
                .map(result -> result.group(1).replace("-SNAPSHOT", ""))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compose/.env.example",
                "compose/docker-compose.yml",
                "docs/kubernetes.md",
                "docs/helm.md",
                "kubernetes/chart/values.yaml",
                "kubernetes/overlays/production/kustomization.yaml"
            })
    void imagesHaveIt(String file) throws IOException {
        assertThat(IMAGE.matcher(read(file)).results().map((MatchResult result) -> result.group(1)))
                .isNotEmpty()
                .containsOnly(version());
    }

    @Test
    void theChartHasIt() throws IOException {
        assertThat(read("kubernetes/chart/Chart.yaml"))
                .contains("\nversion: " + version() + "\nappVersion: " + version() + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"receiver/Dockerfile", "ttl-tuner/Dockerfile"})
    void theLabelOfAnImageHasIt(String file) throws IOException {
        assertThat(read(file)).contains(" org.opencontainers.image.version=\"" + version() + "\" ");
    }

    @Test
    void theChangelogBeginsWithIt() throws IOException {
        assertThat(read("CHANGELOG.md")).startsWith("# Changelog\n\n## " + version() + " (");
    }

    @Test
    void upgradingLeadsToIt() throws IOException {
        assertThat(read("docs/upgrading.md")).contains(" to " + version() + "\n");
    }
}
