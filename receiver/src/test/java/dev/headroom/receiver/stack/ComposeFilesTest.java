package dev.headroom.receiver.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What every service of the stack owes: a pinned image, limits, a way to tell its health, and no open door. */
class ComposeFilesTest {
    private static final Path FOLDER = Distribution.ROOT.resolve("compose");
    private static final Pattern PINNED = Pattern.compile("\\$\\{[A-Z_]+_IMAGE:-[a-z0-9./-]+:v?[0-9][A-Za-z0-9.-]*}");
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)");
    private static final Set<String> PUBLISHED = Set.of("grafana", "receiver", "gateway");

    /** Their images bring a health check of their own, or serve nothing that a check could ask without a tool. */
    private static final Set<String> CHECKED_BY_PROMETHEUS = Set.of("cadvisor", "dcgm-exporter", "gateway");

    private static final JsonNode STACK = read("docker-compose.yml");
    private static final Map<String, JsonNode> SERVICES = Stream.of(STACK, read("docker-compose.example.yml"))
            .flatMap(file -> file.path("services").properties().stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static JsonNode read(String file) {
        try {
            return new ObjectMapper().valueToTree(new Yaml().load(Files.readString(FOLDER.resolve(file))));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }

    @Test
    void theServicesAreThoseOfTheDesign() {
        assertThat(SERVICES.keySet())
                .containsExactlyInAnyOrder(
                        "prometheus",
                        "alertmanager",
                        "grafana",
                        "redis",
                        "receiver",
                        "ttl-tuner",
                        "socket-proxy",
                        "socket-reader",
                        "cadvisor",
                        "dcgm-exporter",
                        "app",
                        "worker-llm",
                        "worker-rl",
                        "gateway");
        assertThat(texts(SERVICES.get("dcgm-exporter").path("profiles"))).containsExactly("gpu");
    }

    @Test
    void everyServiceIsPinnedLimitedAndRestarted() {
        assertThat(SERVICES).allSatisfy((name, service) -> {
            assertThat(service.path("image").asText()).matches(PINNED);
            assertThat(service.path("mem_limit").asText()).matches("[0-9]+[mg]");
            assertThat(service.path("cpus").asDouble()).isPositive();
            assertThat(service.path("restart").asText()).isEqualTo("unless-stopped");
            assertThat(texts(service.path("security_opt"))).contains("no-new-privileges:true");
            assertThat(service.path("networks")).isNotEmpty();
            assertThat(service.has("privileged")).isFalse();
            assertThat(service.has("healthcheck") || CHECKED_BY_PROMETHEUS.contains(name))
                    .isTrue();
        });
    }

    @Test
    void ourOwnImagesAreMadeByTheirDockerfiles() {
        assertThat(List.of("receiver", "ttl-tuner")).allSatisfy(name -> {
            JsonNode build = SERVICES.get(name).path("build");
            Path context = FOLDER.resolve(build.path("context").asText());
            assertThat(context.resolve(build.path("dockerfile").asText()).normalize())
                    .isRegularFile()
                    .isEqualTo(Distribution.ROOT.resolve(name).resolve("Dockerfile"));
            assertThat(SERVICES.get(name).has("user"))
                    .as("the user of the image, which is not root")
                    .isFalse();
        });
    }

    @Test
    void onlyPeoplesPagesArePublishedAndOnLoopback() {
        assertThat(SERVICES).allSatisfy((name, service) -> {
            assertThat(service.has("ports")).isEqualTo(PUBLISHED.contains(name));
            assertThat(texts(service.path("ports"))).allMatch(port -> port.startsWith("127.0.0.1:"));
        });
    }

    @Test
    void onlyTheProxiesHoldTheSocketAndOnlyOnNetworksThatLeadNowhere() {
        assertThat(SERVICES).allSatisfy((name, service) -> {
            boolean holds = texts(service.path("volumes")).anyMatch(volume -> volume.contains("docker.sock"));
            assertThat(holds).isEqualTo(name.startsWith("socket-"));
            if (holds) {
                assertThat(texts(service.path("networks")))
                        .allMatch(network ->
                                STACK.at("/networks/" + network + "/internal").asBoolean());
            }
        });
        assertThat(members("docker-write")).containsExactlyInAnyOrder("socket-proxy", "receiver");
        assertThat(members("docker-read")).containsExactlyInAnyOrder("socket-reader", "cadvisor");
    }

    private static Set<String> members(String network) {
        return SERVICES.entrySet().stream()
                .filter(service -> texts(service.getValue().path("networks")).anyMatch(network::equals))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Test
    void secretsAreFilesEachWithAnExampleAndNoSecretIsInAFile() throws IOException {
        Map<String, JsonNode> secrets = STACK.path("secrets").properties().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Set<String> used = SERVICES.values().stream()
                .flatMap(service -> texts(service.path("secrets")))
                .collect(Collectors.toSet());
        assertThat(used).isEqualTo(secrets.keySet());
        assertThat(secrets)
                .allSatisfy((name, secret) -> assertThat(
                                FOLDER.resolve(secret.path("file").asText() + ".example")
                                        .normalize())
                        .isRegularFile());
        for (String file : List.of("docker-compose.yml", "docker-compose.example.yml", ".env.example")) {
            assertThat(Files.readString(FOLDER.resolve(file)))
                    .doesNotContainPattern("(?i)(password|token|key)[:=] *[\"']?[A-Za-z0-9]{8}");
        }
    }

    @Test
    void everyNamedVolumeIsUsedAndEveryUsedOneNamed() {
        Set<String> used = SERVICES.values().stream()
                .flatMap(service -> texts(service.path("volumes")))
                .filter(volume -> !volume.startsWith(".") && !volume.startsWith("/"))
                .map(volume -> volume.replaceFirst(":.*", ""))
                .collect(Collectors.toSet());
        Set<String> named = new HashSet<>();
        STACK.path("volumes").fieldNames().forEachRemaining(named::add);
        assertThat(used).isEqualTo(named);
    }

    /** Images and the pace of the example may be set as well; that is for tests and trials. */
    @Test
    void theExampleOfTheEnvironmentNamesEveryVariable() throws IOException {
        Set<String> known = new TreeSet<>();
        for (String file : List.of("docker-compose.yml", "docker-compose.example.yml")) {
            VARIABLE.matcher(Files.readString(FOLDER.resolve(file)))
                    .results()
                    .forEach(found -> known.add(found.group(1)));
        }
        known.removeIf(variable -> variable.endsWith("_IMAGE") || variable.endsWith("_SECONDS"));
        Set<String> told = Files.readAllLines(FOLDER.resolve(".env.example")).stream()
                .filter(line -> line.matches("(# )?[A-Z_]+=.*"))
                .map(line -> line.replaceFirst("^# ", "").replaceFirst("=.*", ""))
                .filter(variable -> !variable.startsWith("COMPOSE_") && !variable.endsWith("_IMAGE"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isEqualTo(known);
    }
}
