package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.settings.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The schemas, by which editors complete and check, know the readers' keys, and refuse nothing that the readers take. */
class SchemasTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FENCE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    /** A kind of file, its schema, its reader, and where in the schema the sections are. */
    enum Kind {
        HEADROOM(
                "headroom.schema.json",
                HeadroomFile::read,
                HeadroomReferenceTest.MEANINGS,
                HeadroomReferenceTest.ASKING,
                Map.ofEntries(
                        Map.entry("The file", ""),
                        Map.entry("The tls of the file", "/$defs/tls"),
                        Map.entry("A store as a mapping", "/$defs/store"),
                        Map.entry("The target", "/$defs/target"),
                        Map.entry("A workload of the target", "/$defs/workload"),
                        Map.entry("The alertmanager", "/$defs/alertmanager"),
                        Map.entry("The prometheus", "/$defs/prometheus"),
                        Map.entry("A basic_auth", "/$defs/basic_auth"),
                        Map.entry("The gpu", "/$defs/gpu"),
                        Map.entry("A server of the gpu", "/$defs/server"),
                        Map.entry("The hooks of a service", "/$defs/hooks"),
                        Map.entry("The standby of a service", "/$defs/standby"),
                        Map.entry("The evidence", "/$defs/evidence"),
                        Map.entry("The lease", "/$defs/lease"),
                        Map.entry("The notify", "/$defs/notify"))),
        POLICY(
                "scaling-policy.schema.json",
                PolicyFile::read,
                PolicyReferenceTest.MEANINGS,
                PolicyReferenceTest.ASKING,
                Map.of(
                        "The file", "",
                        "A service", "/$defs/service",
                        "A trigger", "/$defs/trigger",
                        "The hpa of a service", "/$defs/hpa",
                        "A pace of hpa", "/$defs/pace",
                        "The standby of a service", "/$defs/standby",
                        "A row of gpu_placement", "/$defs/placement",
                        "A row of the matrix", "/$defs/row",
                        "A window of the schedule", "/$defs/window",
                        "The window normal", "/$defs/normal"));

        private final String file;
        private final Consumer<Path> reader;
        private final Path meanings;
        private final Map<String, String> asking;
        private final Map<String, String> places;

        Kind(
                String file,
                Consumer<Path> reader,
                Path meanings,
                Map<String, String> asking,
                Map<String, String> places) {
            this.file = file;
            this.reader = reader;
            this.meanings = meanings;
            this.asking = asking;
            this.places = places;
        }

        JsonNode json() {
            try {
                return JSON.readTree(Files.readString(Distribution.ROOT.resolve("docs/schemas/" + file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Set<ValidationMessage> refusals(String yaml) {
            JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(json());
            Object loaded = new Yaml().load(yaml);
            return schema.validate(JSON.valueToTree(loaded == null ? Map.of() : loaded));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySectionHasTheReadersKeysAndTheDocumentsWords(Kind kind) {
        KeyReference reference = new KeyReference(kind.meanings, kind.asking, folder, kind.reader);
        JsonNode schema = kind.json();
        kind.asking.keySet().forEach(section -> {
            JsonNode here = schema.at(kind.places.get(section));
            Set<String> keys = new HashSet<>();
            here.path("properties").fieldNames().forEachRemaining(keys::add);
            keys.removeAll(Set.of("keep_alive", "unload")); // of one kind of server only, as is its "models"
            if (section.equals("A server of the gpu")) {
                keys.remove("models");
            }
            assertThat(keys).as(section).containsExactlyInAnyOrderElementsOf(reference.known(section));
            assertThat(here.path("additionalProperties").asBoolean(true))
                    .as(section)
                    .isFalse();
            reference
                    .meaning()
                    .get(section)
                    .forEach((key, meaning) -> assertThat(here.path("properties")
                                    .path(key)
                                    .path("description")
                                    .asText())
                            .as("%s.%s", section, key)
                            .isEqualTo(meaning));
            Set<String> required = new HashSet<>();
            here.path("required").forEach(key -> required.add(key.asText()));
            assertThat(reference.required(section)).as(section).containsAll(required);
        });
    }

    private static Kind kind(Path file) {
        return file.endsWith("headroom.yml") ? Kind.HEADROOM : Kind.POLICY;
    }

    @ParameterizedTest
    @MethodSource("files")
    void aShippedFileNamesItsSchemaAndFitsIt(Path file) throws IOException {
        String text = Files.readString(file);
        String first = text.lines().findFirst().orElse("");
        assertThat(first).startsWith("# yaml-language-server: $schema=").endsWith(kind(file).file);
        Path named = file.getParent().resolve(first.substring(first.indexOf('=') + 1));
        assertThat(named.normalize()).isRegularFile();
        assertThat(kind(file).refusals(text)).isEmpty();
    }

    static Stream<Path> files() {
        return Stream.of(
                        "compose/headroom.yml",
                        "kubernetes/base/headroom.yml",
                        "alert-rules/scaling-policy.yml",
                        "alert-rules/demand/scaling-policy.yml")
                .map(Distribution.ROOT::resolve);
    }

    /** Every example in the documents, and every policy and configuration of the tests' folders. */
    @ParameterizedTest
    @EnumSource
    void whatTheReaderTakesTheSchemaTakes(Kind kind) throws IOException {
        List<String> taken = Stream.concat(examples(), fixtures(kind))
                .filter(text -> takes(kind, text))
                .toList();
        assertThat(taken)
                .hasSizeGreaterThan(5)
                .allSatisfy(text -> assertThat(kind.refusals(text)).as(text).isEmpty());
    }

    private boolean takes(Kind kind, String text) {
        try {
            kind.reader.accept(Files.writeString(folder.resolve("example.yml"), text));
            return true;
        } catch (ConfigException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> examples() {
        return Snippets.documents().stream()
                .map(document -> Distribution.ROOT.resolve(document))
                .map(SchemasTest::text)
                .flatMap(text -> FENCE.matcher(text).results())
                .map(found -> found.group(1));
    }

    private static Stream<String> fixtures(Kind kind) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("src/test/resources"))) {
            return all
                    .filter(file -> file.toString().endsWith(kind == Kind.POLICY ? "policy.yml" : "headroom.yml"))
                    .map(SchemasTest::text)
                    .toList()
                    .stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HEADROOM | alert_tll: 7m
            HEADROOM | alert_ttl: 7 minutes
            HEADROOM | target: {kind: docker}
            HEADROOM | target: {kind: compose, projekt: x}
            HEADROOM | alertmanager: {url: 127.0.0.1:9093}
            HEADROOM | gpu: {servers: [{kind: vllm}]}
            HEADROOM | hooks: {app: {active_tasks: {sql: x}}}
            HEADROOM | notify: {form: slack}
            HEADROOM | notify: {url_file: f, about: [sleep]}
            HEADROOM | evidence: {watchdog: {}}
            POLICY | version: 2
            POLICY | {version: 1, services: {app: {min_replicas: 1}}}
            POLICY | {version: 1, services: {app: {min_replicas: 1, max_replicas: 2, gpu_check: yes}}}
            POLICY | {version: 1, services: {app: {min_replicas: 1, max_replicas: 2, triggers: {t: {}}}}}
            POLICY | {version: 1, services: {app: {min_replicas: 1, max_replicas: 2}}, schedule: {p: {hours: "9-18", replicas: {app: 1}}}}
            POLICY | {version: 1, services: {app: {min_replicas: 1, max_replicas: 2}}, matrix: [{name: n, priority: P9, when: A, then: {app: scale_up}}]}
            """)
    void theUsualMistakesAreRefusedByBoth(Kind kind, String text) throws IOException {
        assertThat(kind.refusals(text)).isNotEmpty();
        Path file = Files.writeString(folder.resolve("bad.yml"), text);
        assertThatThrownBy(() -> kind.reader.accept(file)).isInstanceOf(ConfigException.class);
    }
}
