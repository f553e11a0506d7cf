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

    private final List<String> log = new ArrayList<>();
    private final ScriptedReplicas world = new ScriptedReplicas(START, log);
    private Instant now = START;
    private boolean leads = true;
    private Rollout rollout = planned(0, 0);

    /** The kept one dies while the victim drains: the drained one is all that is left beside the other. */
    @Test
    void whoWasDrainedAndIsNotStoppedAfterAllIsToldToTakeWorkAgain() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        runner.release(Optional.empty(), service());
        after(2);
        begin(planned(3, 2));
        advance();
        assertThat(log).contains("DRAIN app-3");
        log.clear();
        world.replicas.remove(1);
        world.lost = 1;
        after(60);
        assertThat(advance()).isEqualTo(Phase.DONE);
        after(5);
        advance();
        assertThat(log).contains("ROUTE app-3");
    }

    /** This process led before; another drained, cancelled the down and died before the route hook was answered. */
    @Test
    void whoLeadsAgainTellsThoseWhomTheOtherLeaderDrained() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        runner.release(Optional.empty(), service());
        after(2);
        runner.release(Optional.empty(), service());
        leads = false;
        after(60);
        runner.release(Optional.empty(), service());
        log.clear();
        leads = true;
        runner.beginAnew(); // meanwhile another leader has drained app-3, written CANCELLED, and was killed
        for (int i = 0; i < 20; i++) {
            after(5);
            runner.release(Optional.empty(), service());
        }
        assertThat(log).contains("ROUTE app-3");
    }

    /** An old replica dies during the warm-up, the new one is healthy. */
    @Test
    void anUpWhoseNewReplicaIsHealthyHasNotFailedBecauseAnOldOneDied() {
        world.replicas(1, 2);
        begin(planned(2, 3));
        advance();
        world.replicas.remove(1);
        world.lost = 1;
        after(180);
        advance();
        after(120);
        advance();
        assertThat(rollout.phase()).isEqualTo(Phase.DONE);
    }

    /** The cluster stops another pod than the drained one, as Resizing.spared tells. */
    @Test
    void whoWasDrainedAndSparedByThePlatformIsToldToTakeWorkAgain() {
        world.replicas(1, 2, 3).hooks(Hook.DRAIN, Hook.ROUTE);
        runner.release(Optional.empty(), service());
        after(2);
        world.remark = "app-3 was to stop; the cluster stopped another pod instead";
        world.afterScale = () -> world.replicas(2, 3);
        begin(planned(3, 2));
        advance();
        log.clear();
        after(60);
        advance();
        after(5);
        advance();
        assertThat(log).contains("ROUTE app-3");
    }

    private void begin(Rollout planned) {
        rollout = planned;
        log.clear();
    }

    private Phase advance() {
        runner.release(inFlight(), service());
        rollout = runner.advance(rollout, service());
        runner.release(inFlight(), service());
        return rollout.phase();
    }

    private Optional<Rollout> inFlight() {
        return Optional.of(rollout).filter(moving -> !moving.phase().ended());
    }

    private void after(int seconds) {
        now = now.plusSeconds(seconds);
    }

    private final RolloutRunner runner = new RolloutRunner(
            new RolloutRunner.World(
                    world,
                    world,
                    (action, seen) -> new Review.Stands(),
                    () -> leads,
                    (moving, at) -> Moment.steady(moving.since())),
            saved -> {
                log.add("saved " + saved.phase());
                world.onSave.run();
            },
            () -> Moment.steady(now));

    private ServicePolicy service() {
        return ScriptedReplicas.service(false);
    }

    private static Rollout planned(int from, int to) {
        return Rollout.planned(
                new Action("a1", "app", START, Source.trigger("cpu"), Set.of(), from, to, Action.Result.RUNNING, null));
    }
}
