package dev.headroom.receiver.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The provisioning files are what Grafana would load: known keys, references that resolve, no variable left empty. */
class ProvisioningTest {
    private static final Path FOLDER = Source.FOLDER.resolve("provisioning");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?!\\$|__file\\{)\\{?(?:__env\\{)?(\\w+)|\\$__file\\{([^}]+)}");
    private static final Map<String, Object> FORMAT =
            mapping(Path.of("src/test/resources/grafana/provisioning-format.yml"));

    static List<Path> files() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> mapping(Path file) {
        try {
            return new Yaml().load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> each(String list) {
        return files().stream()
                .map(file -> new ObjectMapper().<JsonNode>valueToTree(mapping(file)))
                .flatMap(file -> Json.each(file.path(list)));
    }

    private static Stream<JsonNode> rules() {
        return each("groups").flatMap(group -> Json.each(group.path("rules")));
    }

    @Test
    void everyKindOfFileIsThere() {
        assertThat(files())
                .extracting(file -> FOLDER.relativize(file).toString())
                .containsExactlyInAnyOrder(
                        "datasources/headroom.yml",
                        "dashboards/headroom.yml",
                        "alerting/contact-points.yml",
                        "alerting/policies.yml",
                        "alerting/rules.yml");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyKeyIsKnownToGrafana(Path file) {
        String kind = file.getParent().getFileName().toString();
        assertThat(Form.problems(kind, mapping(file), FORMAT.get(kind))).isEmpty();
        assertThat(mapping(file)).containsEntry("apiVersion", 1);
    }

    @ParameterizedTest
    @CsvSource({
        "contact-points.yml, settings:, seting:, is no known key",
        "contact-points.yml, settings:, seting:, settings is missing",
        "rules.yml, '{from: 300, to: 0}', '300', must be a mapping",
        "policies.yml, '[alertname]', alertname, must be a list",
        "rules.yml, 'for: 2m', 'for: [2m]', must be a scalar"
    })
    void aKeyThatGrafanaDoesNotKnowIsNoticed(String file, String good, String bad, String problem) throws IOException {
        String text = Files.readString(FOLDER.resolve("alerting").resolve(file));
        Object broken = new Yaml().load(text.replace(good, bad));
        assertThat(text).contains(good);
        assertThat(Form.problems("alerting", broken, FORMAT.get("alerting")))
                .anySatisfy(found -> assertThat(found).endsWith(problem));
    }

    @Test
    void uidsAndNamesAreUniqueAndOfALengthThatGrafanaTakes() {
        List<String> uids = Stream.of(
                        each("datasources").map(source -> source.path("uid")),
                        each("contactPoints")
                                .flatMap(point -> Json.each(point.path("receivers")))
                                .map(receiver -> receiver.path("uid")),
                        rules().map(rule -> rule.path("uid")))
                .flatMap(same -> same)
                .map(JsonNode::asText)
                .toList();
        assertThat(uids).doesNotHaveDuplicates().allMatch(uid -> uid.matches("[a-z-]{1,40}"));
        assertThat(each("contactPoints").map(point -> point.path("name").asText()))
                .doesNotHaveDuplicates();
        assertThat(rules().map(rule -> rule.path("title").asText())).doesNotHaveDuplicates();
        assertThat(each("datasources").filter(source -> source.path("isDefault").asBoolean()))
                .hasSize(1);
    }

    @Test
    void everyReferenceResolves() {
        Set<String> sources = texts(each("datasources"), "uid");
        Set<String> points = texts(each("contactPoints"), "name");
        Set<String> folders = texts(each("providers"), "folder");
        assertThat(each("datasources")
                        .map(source -> source.at("/jsonData/alertmanagerUid").asText(""))
                        .filter(uid -> !uid.isEmpty()))
                .isNotEmpty()
                .allMatch(sources::contains);
        assertThat(each("policies").flatMap(ProvisioningTest::receivers))
                .hasSize(4)
                .allMatch(points::contains);
        assertThat(each("groups").map(group -> group.path("folder").asText())).allMatch(folders::contains);
        assertThat(rules()).isNotEmpty().allSatisfy(rule -> {
            Set<String> refs = texts(Json.each(rule.path("data")), "refId");
            assertThat(refs).contains(rule.path("condition").asText());
            Json.each(rule.path("data")).forEach(query -> {
                assertThat(query.at("/model/refId")).isEqualTo(query.path("refId"));
                String source = query.path("datasourceUid").asText();
                assertThat(sources.contains(source) || source.equals("__expr__"))
                        .isTrue();
                if (source.equals("__expr__")) {
                    assertThat(refs).contains(query.at("/model/expression").asText());
                }
            });
        });
    }

    /** Alert rules name their folder by its title. Where the dashboards give that title a uid, it is another folder to Grafana. */
    @Test
    void alertsAndDashboardsAreInOneFolder() {
        assertThat(texts(each("groups"), "folder"))
                .isEqualTo(texts(each("providers"), "folder"))
                .hasSize(1);
        assertThat(each("providers")).noneMatch(provider -> provider.has("folderUid"));
    }

    private static Stream<String> receivers(JsonNode policy) {
        return Stream.concat(
                Stream.of(policy.path("receiver").asText()),
                Json.each(policy.path("routes"))
                        .map(route -> route.path("receiver").asText()));
    }

    private static Set<String> texts(Stream<JsonNode> nodes, String key) {
        return nodes.map(node -> node.path(key).asText()).collect(Collectors.toSet());
    }

    /** A second tree would replace the first. */
    @Test
    void thereIsOnePolicyTreeAndItLeadsToTheSpecifiedPlaces() {
        assertThat(each("policies")).hasSize(1);
        assertThat(receiver("slack").at("/settings/recipient").asText()).isEqualTo("#fragrance-ai-alerts");
        assertThat(receiver("email").at("/settings/addresses").asText()).isEqualTo("oncall@example.com");
        JsonNode paged = each("policies")
                .flatMap(tree -> Json.each(tree.path("routes")))
                .filter(route -> route.path("receiver").asText().equals("headroom-pagerduty"))
                .findFirst()
                .orElseThrow();
        assertThat(paged.at("/object_matchers/0").toString()).isEqualTo("[\"priority\",\"=~\",\"P0|P1\"]");
        assertThat(rules().map(rule -> rule.at("/labels/priority").asText())).allMatch(one -> one.matches("P[0-3]"));
    }

    private static JsonNode receiver(String type) {
        return each("contactPoints")
                .flatMap(point -> Json.each(point.path("receivers")))
                .filter(receiver -> receiver.path("type").asText().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** Grafana makes an unset variable empty without a word, and stops at a file that is missing. */
    @Test
    void everyVariableAndFileIsGivenByTheComposeStack() throws IOException {
        Map<String, Object> stack = mapping(Distribution.ROOT.resolve("compose/docker-compose.yml"));
        JsonNode grafana = new ObjectMapper().<JsonNode>valueToTree(stack).at("/services/grafana");
        Set<String> secrets =
                Json.each(grafana.path("secrets")).map(JsonNode::asText).collect(Collectors.toSet());
        for (Path file : files()) {
            VARIABLE.matcher(withoutComments(file)).results().forEach(found -> {
                if (found.group(2) != null) {
                    assertThat(secrets).contains(found.group(2).replaceFirst("^/run/secrets/", ""));
                } else {
                    assertThat(grafana.path("environment").path(found.group(1)).asText())
                            .isNotBlank();
                }
            });
        }
        assertThat(secrets).contains("slack-webhook-url", "pagerduty-routing-key");
    }

    private static String withoutComments(Path file) throws IOException {
        return Files.readString(file).replaceAll("(?m)(^| )#.*$", "");
    }
}
