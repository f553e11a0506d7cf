package dev.headroom.receiver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
    private static final String SMALLEST = """
            version: 1
            services:
              app: {min_replicas: 0, max_replicas: 3}
            """;

    @TempDir
    Path folder;

    @Test
    void fillsInTheDefaults() throws IOException {
        ScalingPolicy policy = read(SMALLEST);
        ServicePolicy app = policy.services().get("app");
        assertThat(app.replicas().upIncrement()).isOne();
        assertThat(app.replicas().downIncrement()).isOne();
        assertThat(app.timings().warmup()).isZero();
        assertThat(app.timings().health()).hasSeconds(120);
        assertThat(app.timings().drain()).hasSeconds(60);
        assertThat(app.gpu().check()).isFalse();
        assertThat(app.gpu().vramPerReplica()).isNull();
        assertThat(app.scaleDown()).isEqualTo(new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false));
        assertThat(app.maxActionsPerHour()).isEqualTo(12);
        assertThat(app.triggers()).isEmpty();
        assertThat(policy.matrix()).isEmpty();
        assertThat(policy.schedule().zone().getRules().isFixedOffset()).isTrue();
        assertThat(policy.schedule().windows()).isEmpty();
    }

    @Test
    void aServiceTakesOverWhatAnotherSays() throws IOException {
        Map<String, ServicePolicy> services = read("""
                version: 1
                services:
                  worker-llm: &worker
                    min_replicas: 2
                    max_replicas: 8
                    triggers: {queue_length: {cooldown: 10m}}
                  worker-rl: {<<: *worker, max_replicas: 4}
                """).services();
        assertThat(services.get("worker-rl").replicas()).isEqualTo(new ReplicaLimits(2, 4, 1, 1));
        assertThat(services.get("worker-rl").triggers())
                .isEqualTo(services.get("worker-llm").triggers());
    }

    @Test
    void readsWhatTheShippedPolicyDoesNotUse() throws IOException {
        ScalingPolicy policy = read("""
                version: 1
                timezone: ${ZONE}
                services:
                  app:
                    min_replicas: 0
                    max_replicas: 3
                    scale_down_when: all
                    triggers:
                      errors: {scale: up_only, cooldown: 1m30s}
                matrix:
                  - name: quiet
                    priority: P2
                    cooldown: 90s
                    when: {not: {any: [A, {all: [B, {window: normal}]}]}}
                    then: {app: scale_down}
                schedule:
                  day: {hours: 08:00-20:00, replicas: {app: 2}}
                  night: {hours: 20:00-08:00, replicas: {app: 1}}
                """);
        ServicePolicy app = policy.services().get("app");
        assertThat(policy.schedule().zone()).hasToString("Asia/Seoul");
        assertThat(app.scaleDown().when()).isEqualTo(ScaleDownWhen.ALL);
        assertThat(app.triggers().get("errors").cooldown()).hasSeconds(90);
        assertThat(policy.matrix().get(0).cooldown()).isEqualTo(Duration.ofSeconds(90));
        assertThat(policy.matrix().get(0).when())
                .isEqualTo(new Condition.Not(new Condition.Any(List.of(
                        new Condition.Firing("A"),
                        new Condition.All(List.of(new Condition.Firing("B"), new Condition.InWindow("normal")))))));
        assertThat(policy.schedule().normal()).as("windows cover the day").isEmpty();
    }

    @Test
    void namesAFileThatIsMissing() {
        Path missing = folder.resolve("none.yml");
        assertThatThrownBy(() -> PolicyFile.read(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": must be a readable file, found no such file; check the path");
    }

    @Test
    void namesAFolder() {
        assertThatThrownBy(() -> PolicyFile.read(folder))
                .hasMessage(folder + ": must be a readable file, found a folder; check the path");
    }

    @Test
    void refusesOtherBytesThanUtf8() throws IOException {
        Path file = Files.write(folder.resolve("latin.yml"), new byte[] {'a', ':', ' ', (byte) 0xe9, '\n'});
        assertThatThrownBy(() -> PolicyFile.read(file))
                .hasMessage(file + ": must be UTF-8 text, found other bytes; save the file as UTF-8");
    }

    @Test
    void anEmptyFileLacksEverything() {
        assertThatThrownBy(() -> read("# nothing yet\n"))
                .hasMessageContaining(":1:1: version: is required")
                .hasMessageContaining(":1:1: services: is required");
    }

    @Test
    void givesProblemsAsValues() {
        ConfigException refused = catchThrowableOfType(ConfigException.class, () -> read("version: 2\n"));
        assertThat(refused.problems()).hasSize(2);
        assertThat(refused.problems().get(0))
                .isEqualTo(new Problem(
                        file().toString(),
                        1,
                        1,
                        "services",
                        "is required",
                        "nothing",
                        "add services with at least one"));
        assertThat(refused.problems().get(1).column()).isEqualTo(10);
    }

    /** Aliases of aliases would be a million conditions here. */
    @Test
    void aliasesCannotExhaustIt() {
        StringBuilder bomb = new StringBuilder(SMALLEST)
                .append(
                        "matrix:\n  - {name: bomb, priority: P0, then: {app: scale_up}, when: {all: [&a0 {any: [A, B]}");
        for (int level = 1; level < 9; level++) {
            String parts = String.join(", ", Collections.nCopies(5, "*a" + (level - 1)));
            bomb.append(", &a").append(level).append(" {any: [").append(parts).append("]}");
        }
        ConfigException refused = catchThrowableOfType(
                ConfigException.class, () -> read(bomb.append("]}}\n").toString()));
        assertThat(refused.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.rule()).isEqualTo("must stay within 1000 parts a rule");
            assertThat(problem.key()).startsWith("matrix[0].when.all");
        });
    }

    private ScalingPolicy read(String text) throws IOException {
        Map<String, String> variables = Map.of("ZONE", "Asia/Seoul");
        Path file = Files.writeString(file(), text);
        return PolicyFile.read(file, name -> Optional.ofNullable(variables.get(name)));
    }

    private Path file() {
        return folder.resolve("policy.yml");
    }
}
