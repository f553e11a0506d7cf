package dev.headroom.receiver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Review;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What else happens while a rollout is on its way is neither its failure nor a reason to forget whom it has drained. */
class MeanwhileTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final ServicePolicy APP = ScriptedReplicas.service(false);

    private final List<String> log = new ArrayList<>();
    private final ScriptedReplicas world = new ScriptedReplicas(START, log);
    private final RolloutRunner runner = new RolloutRunner(
            new RolloutRunner.World(
                    world,
                    world,
                    (action, seen) -> new Review.Stands(),
                    () -> this.leads,
                    (moving, at) -> Moment.steady(moving.since())),
            saved -> log.add("saved " + saved.phase()),
            () -> Moment.steady(this.now));
    private Instant now = START;
    private boolean leads = true;

    /** The kept one dies while the victim drains: the drained one is all that is left beside the other. */
    @Test
    void whoWasDrainedAndIsNotStoppedAfterAllIsToldToTakeWorkAgain() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        idle(2);
        Rollout draining = later(0, action(3, 2));
        assertThat(log).contains("DRAIN app-3");

        log.clear();
        world.replicas.remove(1);
        world.lost = 1;
        Rollout ended = later(60, draining);
        idle(5);
        assertThat(ended.phase()).isEqualTo(Phase.DONE);
        assertThat(log).contains("ROUTE app-3");
    }

    /** The cluster stops another pod than the drained one. */
    @Test
    void whoWasDrainedAndSparedByThePlatformIsToldToTakeWorkAgain() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        idle(2);
        world.remark = "app-3 was to stop; the cluster stopped another pod instead";
        world.afterScale = () -> world.replicas(2, 3);
        Rollout draining = later(0, action(3, 2));

        log.clear();
        later(60, draining);
        idle(5);
        assertThat(log).contains("ROUTE app-3").doesNotContain("ROUTE app-2");
    }

    /** This process led before; another drained app-3, wrote that the down was taken back, and was killed. */
    @Test
    void whoLeadsAgainTellsThoseWhomTheOtherLeaderDrained() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        idle(2);
        leads = false;
        idle(60);
        log.clear();
        leads = true;
        runner.beginAnew();
        idle(5);
        assertThat(log).contains("ROUTE app-3");
    }

    /** An old replica dies during the warm-up, the new one is healthy. */
    @Test
    void anUpWhoseNewReplicaIsHealthyHasNotFailedBecauseAnOldOneDied() {
        world.replicas(1, 2);
        Rollout warming = later(0, action(2, 3));
        world.replicas.remove(1);
        world.lost = 1;
        Rollout verified = later(120, later(180, warming));
        assertThat(verified.phase()).isEqualTo(Phase.DONE);
    }

    private Rollout later(int seconds, Rollout rollout) {
        now = now.plusSeconds(seconds);
        return runner.advance(rollout, APP);
    }

    private void idle(int seconds) {
        now = now.plusSeconds(seconds);
        runner.release(Optional.empty(), APP);
    }

    private static Rollout action(int from, int to) {
        Source source = Source.trigger("cpu");
        return Rollout.planned(
                new Action("a1", "app", START, source, Set.of(), from, to, Action.Result.RUNNING, null), List.of());
    }
}
