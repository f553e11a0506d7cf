package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.Origin;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.web.Check;
import dev.headroom.receiver.web.Reload;
import dev.headroom.settings.Purpose;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken of the files while the receiver runs, and what is not. */
class ReloadingTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String APP = "  app: {min_replicas: 1, max_replicas: %d}\n";

    @TempDir
    private Path folder;

    private final Policies policies = new Policies();
    private Instant now = START;
    private Path config;
    private Path policy;
    private Reloading reloading;

    /** Takes what it is given. */
    private static final class Policies implements Reloading.InForce {
        private final List<ScalingPolicy> taken = new ArrayList<>();

        @Override
        public ScalingPolicy policy() {
            return taken.get(taken.size() - 1);
        }

        @Override
        public void take(ScalingPolicy next) {
            taken.add(next);
        }

        private int max() {
            return policy().services().get("app").replicas().max();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        policy = folder.resolve("policy.yml");
        config = folder.resolve("headroom.yml");
        write(APP.formatted(4));
        configure("evaluate_every: 5s\n");
        begin(false);
    }

    private void begin(boolean frozen) {
        Origin origin = new Origin(config, true, Map.of(), frozen);
        Setup setup = Setup.of(origin, Purpose.LOOK);
        policies.take(setup.policy());
        reloading = new Reloading(origin, setup, policies, () -> now);
    }

    private void write(String services) throws IOException {
        Files.writeString(policy, "version: 1\nservices:\n" + services);
    }

    private void configure(String more) throws IOException {
        Files.writeString(config, "listen: 127.0.0.1:0\npolicy: " + policy + "\n" + more);
    }

    @Test
    void whatIsInTheFileNowIsTaken() throws IOException {
        write(APP.formatted(7));
        now = START.plusSeconds(60);
        assertThat(reloading.reload()).isEqualTo(new Reload.Outcome(List.of(), List.of()));
        assertThat(policies.max()).isEqualTo(7);
        assertThat(reloading.successful()).isTrue();
        assertThat(reloading.succeeded()).isEqualTo(now);
        assertThat(reloading.get()).isEqualTo(new Check("configuration", true, ""));
    }

    @Test
    void aBadFileLeavesTheOldOneInForceAndTellsEveryMistake() throws IOException {
        write("  app: {min_replicas: 4, max_replicas: 3, warmup: 5s}\n");
        now = START.plusSeconds(60);
        Reload.Outcome outcome = reloading.reload();
        assertThat(outcome.mistakes()).hasSize(2).allMatch(mistake -> mistake.contains(policy.toString()));
        assertThat(policies.max()).isEqualTo(4);
        assertThat(reloading.successful()).isFalse();
        assertThat(reloading.succeeded()).isEqualTo(START);
        assertThat(reloading.get().ok()).isFalse();
        assertThat(reloading.get().detail())
                .startsWith("the policy of before stays in force: ")
                .contains("warmup", "must be at least min_replicas");

        write(APP.formatted(5));
        assertThat(reloading.reload().taken()).isTrue();
        assertThat(policies.max()).isEqualTo(5);
        assertThat(reloading.get().ok()).isTrue();
    }

    @Test
    void mistakesOfBothFilesAreToldAtOnce() throws IOException {
        write("  app: {min_replicas: 1}\n");
        configure("evaluate_evry: 5s\n");
        assertThat(reloading.reload().mistakes())
                .hasSize(2)
                .anyMatch(mistake -> mistake.contains("max_replicas"))
                .anyMatch(mistake -> mistake.contains("evaluate_evry"));
    }

    @Test
    void aChangeOfTheConfigurationIsToldKeyByKeyAndHoldsAfterARestart() throws IOException {
        configure("evaluate_every: 7s\ngpu: {source: none}\n");
        assertThat(reloading.reload())
                .isEqualTo(new Reload.Outcome(List.of(), List.of("evaluate_every", "gpu.source")));
        assertThat(reloading.get())
                .isEqualTo(new Check(
                        "configuration", true, "a restart is needed for evaluate_every, gpu.source of " + config));
        configure("evaluate_every: 5s\n");
        assertThat(reloading.reload().restart()).isEmpty();
    }

    @Test
    void whatAStartWouldRefuseIsRefused() throws IOException {
        configure("evaluate_every: 5s\nhooks: {batch: {drain: \"http://{address}/drain\"}}\n");
        assertThat(reloading.reload().mistakes())
                .containsExactly("hooks: batch: no such service in " + policy + "; it has app");
        write(APP.formatted(4) + "  batch: {min_replicas: 0, max_replicas: 1}\n");
        assertThat(reloading.reload().restart()).containsExactly("hooks.batch.drain");
        assertThat(policies.policy().services()).containsOnlyKeys("app", "batch");
    }

    @Test
    void aFileIsTakenByItselfOnceItIsTheSameAtTwoLooks() throws IOException {
        look(2);
        assertThat(policies.taken).as("what was read at the start").hasSize(1);
        write(APP.formatted(8));
        look(1);
        write(APP.formatted(9));
        look(1);
        assertThat(policies.max()).as("still being written").isEqualTo(4);
        look(1);
        assertThat(policies.max()).isEqualTo(9);
        look(3);
        assertThat(policies.taken).hasSize(2);
    }

    @Test
    void whatWasReadAtTheStartIsNotReadAgain() throws IOException {
        now = START.plusSeconds(60);
        look(5);
        assertThat(reloading.succeeded()).isEqualTo(START);
    }

    @Test
    void whatChangedBetweenTheReadingAndTheFirstLookIsTaken() throws IOException {
        Origin origin = new Origin(config, true, Map.of(), false);
        Setup setup = Setup.of(origin, Purpose.LOOK);
        write(APP.formatted(8));
        reloading = new Reloading(origin, setup, policies, () -> now);
        look(2);
        assertThat(policies.max()).isEqualTo(8);
    }

    @Test
    void aFileThatIsGoneIsToldOnceAndTakenWhenItIsBack() throws IOException {
        look(2);
        Files.delete(policy);
        look(3);
        assertThat(reloading.get().detail()).contains("must be a readable file");
        write(APP.formatted(6));
        look(2);
        assertThat(policies.max()).isEqualTo(6);
        assertThat(reloading.successful()).isTrue();
    }

    @Test
    void whatAFailedTryLackedIsLookedForAgain() throws IOException {
        configure("evaluate_every: 5s\nalertmanager: {url: \"http://127.0.0.1:9093\", token_file: "
                + folder.resolve("t") + "}\n");
        write(APP.formatted(6));
        look(3);
        assertThat(reloading.get().detail()).contains("must be a readable file whose first line is a token");
        assertThat(policies.max()).isEqualTo(4);
        Files.writeString(folder.resolve("t"), "sesame\n");
        look(1);
        assertThat(policies.max()).isEqualTo(6);
    }

    @Test
    void aFileThatIsTooLongAndWhatIsNoFileAreTold() throws IOException {
        look(2);
        try (RandomAccessFile sparse = new RandomAccessFile(policy.toFile(), "rw")) {
            sparse.setLength(1L << 30);
        }
        look(2);
        assertThat(reloading.get().detail()).contains("must be no longer than 3 MiB");
        Files.delete(policy);
        Files.createDirectory(policy);
        look(2);
        assertThat(reloading.get().detail()).contains("must be a readable file");
        assertThat(policies.max()).isEqualTo(4);
    }

    @Test
    void aConfigMapsSwappedLinkIsAChange() throws IOException {
        Path first = Files.createDirectory(folder.resolve("v1"));
        Path second = Files.createDirectory(folder.resolve("v2"));
        Files.move(policy, first.resolve("policy.yml"));
        Files.writeString(second.resolve("policy.yml"), "version: 1\nservices:\n" + APP.formatted(9));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first);
        Files.createSymbolicLink(policy, data.resolve("policy.yml"));
        look(2);
        Path swapped = Files.createSymbolicLink(folder.resolve("..data_tmp"), second);
        Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);
        look(2);
        assertThat(policies.max()).isEqualTo(9);
    }

    @Test
    void whatWasStartedFrozenStaysSo() throws IOException {
        begin(true);
        write(APP.formatted(7));
        reloading.reload();
        assertThat(policies.max()).isEqualTo(7);
        assertThat(policies.policy().services().get("app").frozen()).isEqualTo("serve --frozen");
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            reloading.look();
        }
    }
}
