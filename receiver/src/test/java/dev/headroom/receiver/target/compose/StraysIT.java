package dev.headroom.receiver.target.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.headroom.receiver.docker.ClassProject;
import dev.headroom.receiver.docker.DockerProject;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.docker.Daemon;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A leader that was paused, and what of it lands after another one has taken over. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class StraysIT {
    private static final String NAME = "headroomstray" + ProcessHandle.current().pid();
    private static final ServicePolicy APP = TargetContractTest.service("app", 1);

    @RegisterExtension
    static final ClassProject PROJECT =
            new ClassProject(NAME, image -> "services:\n" + DockerProject.service("app", image));

    private final AtomicInteger effects = new AtomicInteger(Integer.MAX_VALUE);

    /** It still takes itself for the leader, for as many effects as are left. */
    private final ComposeTarget paused =
            new ComposeTarget(NAME, null, new Fence(() -> effects.getAndDecrement() > 0, () -> 1));

    private final ComposeTarget leader = new ComposeTarget(NAME, null, new Fence(() -> true, () -> 2));
    private final ExecutorService workers = Executors.newCachedThreadPool();

    @BeforeEach
    void oneReplica() {
        PROJECT.up("app=1");
    }

    @AfterEach
    void close() {
        paused.close();
        leader.close();
        workers.shutdownNow();
    }

    private static String name(int number) {
        return NAME + "_app_" + number;
    }

    private static String term(int number) {
        return PROJECT.inspect(name(number))
                .path("Config")
                .path("Labels")
                .path("dev.headroom.term")
                .asText("none");
    }

    @Test
    void whatTheFormerLeaderMadeBeforeTheTakeoverIsTakenOver() throws TargetException {
        paused.scaleTo(APP, 2);
        assertThat(term(2)).isEqualTo("1");

        leader.removeStrays(APP);
        assertThat(leader.observe(APP).desired()).isEqualTo(2);
        leader.removeStrays(APP);
        assertThat(leader.observe(APP).desired()).isEqualTo(2);

        leader.scaleTo(APP, 3);
        assertThat(term(3)).as("of its own, though its template has another").isEqualTo("2");
        assertThat(term(1)).isEqualTo("none");
    }

    @Test
    void whoHasNoTermLabelsNothing() throws TargetException {
        paused.scaleTo(APP, 2);
        try (ComposeTarget alone = new ComposeTarget(NAME, null, Fences.OPEN)) {
            alone.scaleTo(APP, 3);
        }
        assertThat(term(3)).as("its template has one").isEqualTo("none");
    }

    @Test
    void whatLandsAfterTheTakeoverDoesNotCountAndIsRemoved() throws TargetException {
        assertThat(leader.observe(APP).desired()).isEqualTo(1);
        effects.set(2); // the lead is asked for at the look, too
        assertThatThrownBy(() -> paused.scaleTo(APP, 2)).hasMessageContaining("does not lead any more");
        assertThat(PROJECT.ids("app")).hasSize(2);

        Observation seen = leader.observe(APP);
        assertThat(seen.desired()).isEqualTo(1);
        assertThat(seen.replicas())
                .extracting(Replica::name, Replica::state)
                .contains(tuple(name(2), ReplicaState.STRAY));
        leader.scaleTo(APP, 2);
        assertThat(leader.observe(APP).counting())
                .extracting(Replica::number)
                .as("its number and name are taken")
                .containsExactly(1, 3);

        leader.removeStrays(APP);
        assertThat(leader.observe(APP).replicas()).extracting(Replica::number).containsExactly(1, 3);
    }

    @Test
    void aStrayThatRunsIsRemovedToo() throws TargetException {
        leader.observe(APP);
        paused.scaleTo(APP, 2);

        leader.removeStrays(APP);

        assertThat(leader.observe(APP).replicas()).extracting(Replica::number).containsExactly(1);
    }

    @Test
    void aNameThatAnotherLeaderTookMeansALookAnew() throws TargetException {
        try (Daemon daemon = new Daemon(null, workers, Fences.OPEN)) {
            Containers containers = new Containers(daemon, NAME, () -> 1);
            List<Container> before = containers.inspected(containers.list("app"));
            leader.scaleTo(APP, 2);
            Growth growth = new Growth(containers, new Implants(new Files(daemon)), "app", before);

            assertThatThrownBy(() -> growth.to(2, List.of()))
                    .isInstanceOfSatisfying(
                            TargetException.class, e -> assertThat(e.kind()).isEqualTo(TargetException.Kind.CONFLICT));
            assertThat(PROJECT.ids("app")).hasSize(2);
        }
    }

    @Test
    void aNameThatAStrangerHasIsPassedOver() throws TargetException {
        PROJECT.docker("create", "--name", name(2), PROJECT.image().name(), "true");
        try {
            leader.scaleTo(APP, 2);
            assertThat(leader.observe(APP).replicas()).extracting(Replica::name).containsExactly(name(1), name(3));
        } finally {
            PROJECT.docker("rm", "--force", name(2));
        }
    }

    /** Calls go by id, so they never meet another container than the one that was meant. */
    @Test
    void lateCallsOnContainersAreHarmless() throws TargetException {
        paused.scaleTo(APP, 3);
        try (Daemon daemon = new Daemon(null, workers, Fences.OPEN)) {
            Containers late = new Containers(daemon, NAME, () -> 1);
            List<Container> three = late.inspected(late.list("app"));
            leader.scaleTo(APP, 2);
            leader.scaleTo(APP, 3);
            Container gone = three.get(2);
            Container stays = three.get(1);

            late.stop(gone, Duration.ofSeconds(5));
            late.remove(gone);
            assertThatThrownBy(() -> late.start(gone))
                    .isInstanceOfSatisfying(
                            TargetException.class, e -> assertThat(e.kind()).isEqualTo(TargetException.Kind.CONFLICT));
            late.start(stays);
            assertThatThrownBy(() -> late.remove(stays))
                    .as("one that runs")
                    .isInstanceOfSatisfying(
                            TargetException.class, e -> assertThat(e.kind()).isEqualTo(TargetException.Kind.CONFLICT));

            assertThat(leader.observe(APP).counting())
                    .extracting(Replica::name)
                    .containsExactly(name(1), name(2), name(3));
        }
    }
}
