package dev.headroom.receiver.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.e2e.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code kubernetes/images} on a real Docker engine, twice, over this machine's Java: the layers are the same, say of what they are, and
 * run as nobody, on a file system that they cannot write to, with no right and no network.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ImageIT {
    private static final String NAME = "headroomimage" + ProcessHandle.current().pid();
    private static final Command COMMAND = new Command(Distribution.ROOT, Duration.ofMinutes(10));
    private static final String NOBODY = "65532:65532";
    private static final String INSIDE = "/opt/headroom/";

    @TempDir
    private static Path folder;

    private static String base = "";
    private static List<String> first = List.of();
    private static List<String> second = List.of();

    @BeforeAll
    static void build() {
        String missing = BusyboxImage.whyNot();
        assumeTrue(missing.isEmpty(), missing);
        base = ours();
        first = build("one");
        second = build("two");
    }

    /** Of this machine's Java, with busybox. */
    private static String ours() {
        String made = COMMAND.must("compose/test/images", NAME, "jre");
        return made.substring(made.lastIndexOf('=') + 1);
    }

    /** The names of receiver and tuner. */
    private static List<String> build(String registry) {
        List<String> words = new ArrayList<>(List.of("kubernetes/images", NAME + "/" + registry));
        words.addAll(List.of("--no-cache", "--network", "none", "--build-arg", "JRE=" + base));
        return COMMAND.must(words.toArray(String[]::new))
                .lines()
                .filter(line -> line.startsWith(NAME))
                .toList();
    }

    private static String docker(String... words) {
        return COMMAND.must(Stream.concat(Stream.of("docker"), Stream.of(words)).toArray(String[]::new));
    }

    /** With nothing that a container could do without. */
    private static String[] words(String image, List<String> options, String... command) {
        List<String> words = new ArrayList<>(List.of("docker", "run", "--network", "none"));
        words.addAll(List.of("--read-only", "--tmpfs", "/tmp"));
        words.addAll(List.of("--cap-drop", "ALL", "--security-opt", "no-new-privileges"));
        words.addAll(options);
        words.add(image);
        words.addAll(List.of(command));
        return words.toArray(String[]::new);
    }

    private static String run(String image, List<String> options, String... command) {
        return COMMAND.must(words(image, options, command));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static JsonNode inspect(String image) throws IOException {
        return json(docker("image", "inspect", image)).path(0);
    }

    @AfterAll
    static void stop() throws IOException {
        if (base.isEmpty()) {
            return;
        }
        COMMAND.run("docker", "logs", "--tail", "20", NAME);
        COMMAND.run("docker", "rm", "--force", "--volumes", NAME);
        COMMAND.run("docker", "volume", "rm", "--force", NAME);
        List<String> made = new ArrayList<>(first);
        made.addAll(second);
        made.addAll(stages());
        made.add(base);
        made.forEach(image -> COMMAND.run("docker", "image", "rm", "--force", image));
    }

    /** What an engine without BuildKit keeps of a build, without a name. */
    private static List<String> stages() throws IOException {
        List<String> stages = new ArrayList<>();
        String unnamed = docker("image", "ls", "-q", "--filter", "dangling=true", "--filter", "since=" + base);
        for (String image : unnamed.lines().toList()) {
            if (layers(image).get(0).equals(layers(base).get(0))) {
                stages.add(image);
            }
        }
        return stages;
    }

    /** Names, modes, owners, times and contents, as a layer's digest has them all; but not the JVM's image of its memory. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void twoBuildsHaveTheSameLayers(int program) throws IOException {
        List<String> one = layers(first.get(program));
        List<String> two = layers(second.get(program));

        assertThat(two).hasSameSizeAs(one);
        List<Integer> others = IntStream.range(0, one.size())
                .filter(layer -> !one.get(layer).equals(two.get(layer)))
                .boxed()
                .toList();
        assertThat(others).as(() -> one + " and " + two).hasSize(1);
        assertThat(contents(first.get(program), others.get(0)))
                .containsExactly("opt/", "opt/headroom/", "opt/headroom/classes.jsa")
                .isEqualTo(contents(second.get(program), others.get(0)));
    }

    private static List<String> layers(String image) throws IOException {
        return texts(inspect(image).path("RootFS").path("Layers"));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> contents(String image, int layer) throws IOException {
        Path saved = Files.createDirectories(folder.resolve("saved"));
        Path archive = saved.resolve("image.tar");
        docker("save", "-o", archive.toString(), image);
        Command in = new Command(saved, Duration.ofMinutes(1));
        List<String> layers = texts(json(in.must("tar", "-xOf", "image.tar", "manifest.json"))
                .path(0)
                .path("Layers"));
        return in.must("bash", "-c", "tar -xOf image.tar " + layers.get(layer) + " | tar -t")
                .lines()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anImageSaysWhatItIsAndOfWhatItIsMade(int program) throws IOException {
        JsonNode config = inspect(first.get(program)).path("Config");
        String version = first.get(program).replaceFirst(".*:", "");
        JsonNode labels = config.path("Labels");
        String label = "org.opencontainers.image.";
        assertThat(labels.path(label + "title").asText())
                .isEqualTo(List.of("Headroom receiver", "Headroom TTL tuner").get(program));
        assertThat(labels.path(label + "version").asText()).isEqualTo(version);
        assertThat(labels.path(label + "licenses").asText()).isEqualTo("Apache-2.0");
        assertThat(labels.path(label + "description").asText()).endsWith(".");
        assertThat(labels.path(label + "source").asText()).startsWith("https://");
        assertThat(labels.path(label + "created").asText()).matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        if (Files.exists(Distribution.ROOT.resolve(".git"))) {
            assertThat(labels.path(label + "revision").asText()).matches("[0-9a-f]{40}(-dirty)?");
        }
        assertThat(config.path("User").asText()).isEqualTo(NOBODY);

        String image = first.get(program);
        JsonNode bill = json(run(image, List.of("--rm", "--entrypoint", "cat"), INSIDE + "headroom.cdx.json"));
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        List<String> told = StreamSupport.stream(bill.path("components").spliterator(), false)
                .map(part ->
                        part.path("name").asText() + "-" + part.path("version").asText() + ".jar")
                .toList();
        String jars = run(image, List.of("--rm", "--entrypoint", "ls"), INSIDE + "lib");
        assertThat(jars.lines()
                        .filter(jar -> !jar.startsWith(
                                "headroom-" + List.of("receiver", "ttl-tuner").get(program))))
                .hasSizeGreaterThan(5)
                .allMatch(jar -> told.stream().anyMatch(jar::equals), "is in the bill of materials");
    }

    @Test
    void theReceiverRunsAsNobodyOnAReadOnlySystem() throws IOException {
        Path secret =
                Files.writeString(folder.resolve("webhook-token"), "a-token-of-the-image-test-that-is-long-enough\n");
        Path config = Files.writeString(folder.resolve("headroom.yml"), """
                listen: 0.0.0.0:9095
                token_file: /etc/headroom/webhook-token
                store: sqlite:/var/lib/headroom/headroom.db
                target: {kind: simulated}
                """);
        List<String> options = new ArrayList<>(List.of("-d", "--name", NAME, "--health-interval", "2s"));
        options.addAll(List.of("-v", config + ":/etc/headroom/headroom.yml:ro"));
        options.addAll(List.of("-v", secret + ":/etc/headroom/webhook-token:ro", "-v", NAME + ":/var/lib/headroom"));
        run(first.get(0), options);

        DockerProject.await("/healthz answers", ImageIT::healthyOrTold);
        assertThat(inside("id", "-u")).isEqualTo("65532");
        assertThat(inside("cat", "/proc/1/maps"))
                .as("its archive of classes and its library are in use")
                .contains(INSIDE + "classes.jsa", INSIDE + "native/libsqlitejdbc.so");
        assertThat(COMMAND.run("docker", "exec", NAME, "touch", INSIDE + "x").output())
                .contains("Read-only file system");
        assertThat(inside("grep", "-E", "^Cap(Eff|Prm|Bnd)|^NoNewPrivs", "/proc/1/status")
                        .replaceAll("\\s", ""))
                .isEqualTo("CapPrm:0000000000000000CapEff:0000000000000000CapBnd:0000000000000000NoNewPrivs:1");
    }

    private static String inside(String... command) {
        return docker(Stream.concat(Stream.of("exec", NAME), Stream.of(command)).toArray(String[]::new));
    }

    private static boolean healthyOrTold() {
        String state = docker("inspect", "-f", "{{.State.Running}} {{.State.Health.Status}}", NAME);
        assertThat(state).as(() -> COMMAND.run("docker", "logs", NAME).output()).startsWith("true");
        return state.endsWith(" healthy");
    }

    @Test
    void theTunerRunsAsNobodyOnAReadOnlySystem() {
        String config = Distribution.ROOT.resolve("compose/ttl-tuner.yml") + ":/etc/headroom/ttl-tuner.yml:ro";
        List<String> options = List.of("--rm", "-v", config);
        assertThat(run(first.get(1), options, "--help")).contains("Usage:");
        assertThat(COMMAND.run(words(
                                first.get(1), options, "once", "--dry-run", "--config", "/etc/headroom/ttl-tuner.yml"))
                        .output())
                .as("a pass, without a network")
                .contains("Redis: redis_unreachable; no TTL is changed until it is well.");
    }
}
