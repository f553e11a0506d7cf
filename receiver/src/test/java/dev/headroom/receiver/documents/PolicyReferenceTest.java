package dev.headroom.receiver.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.WrittenPart;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.ServicePolicy.Pace;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.receiver.policy.Timings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/policy-reference.md names every key that the reader of the policy knows, with its default, and no other. */
class PolicyReferenceTest {
    private static final Path DOCUMENT = Distribution.ROOT.resolve("docs/policy-reference.md");
    static final Path MEANINGS = Path.of("src/test/resources/documents/policy-keys.yml");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final String LEAST = """
            version: 1
            services:
              app:
                min_replicas: 1
                max_replicas: 4
            """;

    /** By section, a policy with a key in it that nobody knows. */
    static final Map<String, String> ASKING = asking();

    @TempDir
    Path folder;

    private static Map<String, String> asking() {
        Map<String, String> asking = new LinkedHashMap<>();
        asking.put("The file", "zzzzzzzzzz: 1\n");
        asking.put("A service", "services: {app: {zzzzzzzzzz: 1}}\n");
        asking.put("A trigger", LEAST + "    triggers: {t: {zzzzzzzzzz: 1}}\n");
        asking.put("The hpa of a service", LEAST + "    hpa: {zzzzzzzzzz: 1}\n");
        asking.put("A pace of hpa", LEAST + "    hpa: {scale_up: {zzzzzzzzzz: 1}}\n");
        asking.put("The standby of a service", LEAST + "    standby: {zzzzzzzzzz: 1}\n");
        asking.put("A row of gpu_placement", LEAST + "    gpu_placement: [{zzzzzzzzzz: 1}]\n");
        asking.put("A row of the matrix", LEAST + "matrix: [{zzzzzzzzzz: 1}]\n");
        asking.put("A window of the schedule", LEAST + "schedule: {w: {zzzzzzzzzz: 1}}\n");
        asking.put("The window normal", LEAST + "schedule: {normal: {zzzzzzzzzz: 1}}\n");
        return asking;
    }

    private KeyReference reference() {
        return new KeyReference(MEANINGS, ASKING, folder, PolicyFile::read);
    }

    static Set<String> sections() {
        return ASKING.keySet();
    }

    @ParameterizedTest
    @MethodSource("sections")
    void everyKeyOfTheReaderHasAMeaningAndNoOther(String section) {
        reference().mustExplain(section);
    }

    /** With {@code -Dheadroom.write=true} it writes the document anew. */
    @Test
    void theDocumentIsMadeOfThem() throws IOException {
        new WrittenPart(DOCUMENT, "PolicyReferenceTest").mustBe(reference().tables(defaults()));
    }

    /** What the program takes where nothing is written. */
    private Map<String, String> defaults() throws IOException {
        ServicePolicy least = app(LEAST);
        Timings timings = least.timings();
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put("The file.timezone", "UTC");
        defaults.put("A service.scale_up_increment", "" + least.replicas().upIncrement());
        defaults.put("A service.scale_down_increment", "" + least.replicas().downIncrement());
        defaults.put("A service.warmup_time", words(timings.warmup()));
        defaults.put("A service.health_timeout", words(timings.health()));
        defaults.put("A service.drain_timeout", words(timings.drain()));
        defaults.put("A service.finish_timeout", words(timings.finish()));
        defaults.put("A service.checkpoint_timeout", words(timings.checkpoint()));
        defaults.put("A service.max_actions_per_hour", "" + least.maxActionsPerHour());
        defaults.put("A service.frozen", "" + least.isFrozen());
        defaults.put("A service.gpu_check", need(least.gpu().check()));
        defaults.put("A service.checkpoint_sync", need(least.scaleDown().checkpointSync()));
        defaults.put(
                "A service.scale_down_when", least.scaleDown().when().name().toLowerCase(Locale.ROOT));
        defaults.put("The standby of a service.min_awake", "`min_replicas`");
        Standby standby = app(LEAST + "    vram_per_replica: 1GiB\n    standby: {host_memory: 1GiB}\n")
                .standby();
        defaults.put("The standby of a service.sleep_level", "" + standby.level());
        defaults.put("The standby of a service.yields_after", words(standby.yieldsAfter()));
        Pace pace = app(LEAST + "    hpa: {scale_up: {pods: 2}}\n").targets().up();
        defaults.put("A pace of hpa.stabilization", words(pace.stabilization()));
        defaults.put("A pace of hpa.every", words(pace.every()));
        defaults.put(
                "A pace of hpa.pods",
                ""
                        + app(LEAST + "    hpa: {scale_up: {every: 2m}}\n")
                                .targets()
                                .up()
                                .pods());
        defaults.put("A row of the matrix.cooldown", words(MatrixRule.DEFAULT_COOLDOWN));
        return defaults;
    }

    private ServicePolicy app(String policy) throws IOException {
        return PolicyFile.read(Files.writeString(folder.resolve("least.yml"), policy))
                .services()
                .get("app");
    }

    private static String need(boolean needed) {
        return needed ? "`required`" : "`none`";
    }

    private static String words(Duration duration) {
        return duration.toSeconds() % 3600 == 0 && !duration.isZero()
                ? duration.toHours() + "h"
                : duration.toSeconds() % 60 == 0 && !duration.isZero()
                        ? duration.toMinutes() + "m"
                        : duration.toSeconds() + "s";
    }

    @Test
    void theExampleIsTaken() throws IOException {
        var examples = EXAMPLE.matcher(Files.readString(DOCUMENT)).results().toList();
        assertThat(examples).isNotEmpty().allSatisfy(example -> {
            Path file = Files.writeString(folder.resolve("example.yml"), example.group(1));
            assertThat(PolicyFile.read(file).services()).isNotEmpty();
        });
    }
}
