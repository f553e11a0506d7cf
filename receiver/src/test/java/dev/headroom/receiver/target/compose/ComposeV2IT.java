package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.docker.BusyboxImage;
import dev.headroom.receiver.docker.Command;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.TargetContractTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real dockerd and the {@code docker compose} of version 2, where the plugin is there. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ComposeV2IT {
    private static final String NAME = "headroomv" + ProcessHandle.current().pid();

    @TempDir
    private static Path folder;

    private static BusyboxImage image;

    private final ComposeTarget target = new ComposeTarget(NAME, null, Fences.OPEN);

    @BeforeAll
    static void start() throws IOException {
        String whyNot = BusyboxImage.whyNot();
        if (whyNot.isEmpty() && command().run("docker", "compose", "version").exit() != 0) {
            whyNot = "no `docker compose`: install Docker's Compose plugin";
        }
        if (!whyNot.isEmpty()) {
            System.err.println("SKIPPED: ComposeV2IT: " + whyNot);
        }
        assumeTrue(whyNot.isEmpty(), whyNot);
        image = BusyboxImage.make(folder.resolve("image"));
        Files.writeString(folder.resolve(".env"), "TOKEN=s3cret\n");
        Files.writeString(folder.resolve("compose.yml"), """
                services:
                  llm:
                    image: %1$s
                    command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 0.2; done"]
                    secrets: [{source: token, mode: 0440, uid: "1000"}]
                    configs: [{source: model, target: /etc/model/model.yml}]
                  pet:
                    image: %1$s
                    command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 0.2; done"]
                  named:
                    image: %1$s
                    command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 0.2; done"]
                    container_name: %2$s-the-one
                secrets: {token: {environment: TOKEN}}
                configs: {model: {content: "size: 7"}}
                """.formatted(image.name(), NAME));
    }

    private static Command command() {
        return new Command(folder, Duration.ofSeconds(120));
    }

    private static String compose(String... words) {
        return command()
                .must(Stream.concat(
                                Stream.of("docker", "compose", "--progress", "quiet", "-p", NAME, "-f", "compose.yml"),
                                Stream.of(words))
                        .toArray(String[]::new));
    }

    @AfterAll
    static void end() {
        if (image != null) {
            compose("down", "--timeout", "2");
            image.close();
        }
    }

    @AfterEach
    void close() {
        target.close();
    }

    private static ServicePolicy service(String name) {
        return TargetContractTest.service(name, 1);
    }

    private static String exec(String container, String... words) {
        return command()
                .must(Stream.concat(Stream.of("docker", "exec", container), Stream.of(words))
                        .toArray(String[]::new));
    }

    @Test
    void aCloneHasTheSecretsAndConfigsAndComposeLeavesItAlone() throws Exception {
        compose("up", "-d", "llm");
        ServicePolicy llm = service("llm");
        assertThat(target.observe(llm).obstacle()).isEmpty();

        target.scaleTo(llm, 3);

        for (String file : new String[] {"/run/secrets/token", "/etc/model/model.yml"}) {
            for (String what : new String[] {"-c %a %u %g %s", "-c %n"}) {
                assertThat(exec(NAME + "-llm-3", "stat", what, file))
                        .isEqualTo(exec(NAME + "-llm-1", "stat", what, file));
            }
        }
        assertThat(exec(NAME + "-llm-3", "cat", "/run/secrets/token", "/etc/model/model.yml"))
                .isEqualTo("s3cretsize: 7");
        String ids = compose("ps", "-q", "llm");
        compose("up", "-d", "--scale", "llm=3", "llm");
        assertThat(compose("ps", "-q", "llm")).as("none was made anew").isEqualTo(ids);
    }

    @Test
    void aFixedNameIsToldFromARenamedContainer() throws Exception {
        compose("up", "-d", "named", "pet");
        command().must("docker", "rename", NAME + "-pet-1", NAME + "-fluffy");

        assertThat(target.observe(service("named")).obstacle()).contains("container_name");
        assertThat(target.observe(service("pet")).obstacle()).isEmpty();
        target.scaleTo(service("pet"), 2);
        assertThat(target.observe(service("pet")).replicas())
                .extracting(Replica::name)
                .containsExactly(NAME + "-fluffy", NAME + "-pet-2");
    }
}
