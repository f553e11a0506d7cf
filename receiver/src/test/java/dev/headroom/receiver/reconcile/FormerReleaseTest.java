package dev.headroom.receiver.reconcile;

import static dev.headroom.receiver.reconcile.Policies.QUIET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.sqlite.SqliteStore;
import dev.headroom.receiver.time.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the release before this one wrote is gone on with: a store in the middle of a rollout, and its files. */
class FormerReleaseTest {

    @TempDir
    private Path folder;

    @Test
    void itsStoreIsGoneOnWithInTheMiddleOfARollout() throws IOException {
        Path file = copy("headroom.db");
        try (Store store = SqliteStore.open(file, Loop.LIFECYCLE, new Moment(Loop.BEGINS, Duration.ofDays(3)))) {
            goesOn(store);
        }
    }

    @Test
    void itsFilesAreRead() throws IOException {
        assertThat(HeadroomFile.read(copy("headroom.yml")).watchdog().asked()).isTrue();
        assertThat(PolicyFile.read(copy("scaling-policy.yml")).services())
                .containsOnlyKeys("app", "worker-llm", "worker-rl");
    }

    /** A down from 4 to 3 waits for tasks, after an up; another service is held by a person. */
    static void goesOn(Store store) {
        try (Loop loop = Loop.over(Loop.read(Policies.APP), store, Loop.BEGINS)) {
            loop.fleet.set("app", 4);
            loop.fleet.drained.add("app-4");
            assertThat(loop.reconciler().rollouts().get("app").phase()).isEqualTo(Phase.FINISHING);
            assertThat(store.overrides(Loop.BEGINS))
                    .singleElement()
                    .satisfies(override -> assertThat(override.inWords()).isEqualTo("hold_up by bob: GPU work"));
            assertThat(store.decisions(null, null, 9))
                    .extracting(DecisionRecord::result)
                    .containsExactly("", "", "running", "done");
            assertThat(store.decisions("app", null, 1))
                    .extracting(line -> Sentence.of(line.explanation(), ZoneOffset.UTC))
                    .containsExactly("app stays at 4: cpu wants a change; 4 -> 3 is in flight until 12:01:30");

            loop.fire(QUIET).pass(15);
            assertThat(result(store))
                    .as("an end that nobody has proven keeps the count")
                    .isEqualTo(Action.Result.CANCELLED);
            assertThat(loop.fleet.drained).isEmpty();
            loop.pass(300);
            assertThat(loop.replicas("app")).isLessThanOrEqualTo(3);
            assertThat(store.actions(Instant.EPOCH)).hasSizeGreaterThan(2);
        }
    }

    private static Action.Result result(Store store) {
        return store.actions(Instant.EPOCH).stream()
                .filter(action -> action.id().equals("former-down"))
                .map(Action::result)
                .findFirst()
                .orElseThrow();
    }

    private Path copy(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = FormerReleaseTest.class.getResourceAsStream("/former/" + name)) {
            Files.copy(Objects.requireNonNull(in), file);
        }
        return file;
    }
}
