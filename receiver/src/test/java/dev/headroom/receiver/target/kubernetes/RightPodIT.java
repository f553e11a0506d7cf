package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action.Result;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.kubernetes.ClusterServer;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Who was asked is who stops: whole downs of Deployments on a real control plane while their pods do what pods do. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
@Timeout(180)
class RightPodIT {
    private static final String POLICY = """
            version: 1
            services:
              app:
                min_replicas: 1
                max_replicas: 10
                scale_up_increment: 1
                scale_down_increment: 1
                warmup_time: 0s
                health_timeout: 10s
                drain_timeout: 1s
                finish_timeout: 60s
                checkpoint_timeout: 3s
                max_actions_per_hour: 1000
            """;

    private final TestNamespace cluster = TestNamespace.fresh();
    private LivingLoop loop = new LivingLoop(cluster, Workload.Kind.DEPLOYMENT, POLICY);

    @AfterEach
    void close() {
        loop.close();
    }

    private List<Pod> ready(int replicas) {
        cluster.deployment("app", replicas);
        loop.untilKnown("app", replicas);
        return loop.living("app");
    }

    private void notReady(Pod pod) {
        cluster.ready(pod, false, 0);
        Eventually.is(
                "it is seen",
                () -> loop.target.observe(loop.service("app")).counting().stream()
                        .anyMatch(replica -> replica.name().equals(name(pod)) && !replica.ready()));
    }

    private static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    private void nothingIsLeftBehind() {
        loop.until("all who stay take work", () -> {
            Set<String> left = loop.pods("app");
            return loop.hooks.drained.stream().noneMatch(left::contains);
        });
        assertThat(loop.marked("app")).isEmpty();
    }

    @Test
    void aPodThatIsNotReadyGoesBeforeAnIdleOneSoItIsAsked() {
        loop.hooks.offer(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.ROUTE);
        List<Pod> pods = ready(3);
        String busy = name(pods.get(0));
        loop.hooks.tasks.put(busy, 5);
        notReady(pods.get(0));

        loop.order("app", 2);
        loop.untilIn("app", Phase.FINISHING);
        assertThat(loop.hooks.drained).containsExactly(busy);
        loop.hooks.tasks.put(busy, 0);

        assertThat(loop.ended("app").phase()).isEqualTo(Phase.DONE);
        assertThat(loop.pods("app")).containsExactlyInAnyOrder(name(pods.get(1)), name(pods.get(2)));
        nothingIsLeftBehind();
    }

    @Test
    void noAnswerOfAPodThatIsNotReadyIsNoStop() {
        loop.close();
        loop = new LivingLoop(
                TestNamespace.fresh(), Workload.Kind.DEPLOYMENT, POLICY + "    checkpoint_sync: required\n");
        loop.cluster.deployment("app", 3);
        loop.untilKnown("app", 3);
        loop.hooks.offer(Hook.CHECKPOINT);
        Pod sick = loop.living("app").get(0);
        loop.hooks.mute.add(name(sick));
        loop.cluster.ready(sick, false, 0);
        loop.until("it is seen", () -> loop.seenReady("app") == 2);

        loop.order("app", 2);

        Rollout ended = loop.ended("app");
        assertThat(ended.phase().result()).isEqualTo(Result.FAILED);
        assertThat(ended.detail())
                .contains("checkpoint of " + name(sick) + " was answered 500")
                .contains("nothing was stopped");
        assertThat(loop.pods("app")).hasSize(3).contains(name(sick));
    }

    @Test
    void whoTurnsUnreadyMeanwhileIsAskedAndTheOtherTakesWorkAgain() {
        loop.hooks.offer(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.ROUTE);
        List<Pod> pods = ready(3);
        pods.forEach(pod -> loop.hooks.tasks.put(name(pod), 1));
        loop.order("app", 2);
        loop.untilIn("app", Phase.FINISHING);
        String first = loop.hooks.drained.iterator().next();
        Pod sick = pods.stream()
                .filter(pod -> !name(pod).equals(first))
                .findFirst()
                .orElseThrow();

        cluster.ready(sick, false, 0);
        loop.until("the other one is asked", () -> loop.hooks.drained.equals(Set.of(name(sick))));
        loop.hooks.tasks.clear();

        assertThat(loop.ended("app").phase()).isEqualTo(Phase.DONE);
        assertThat(loop.pods("app")).hasSize(2).contains(first).doesNotContain(name(sick));
        nothingIsLeftBehind();
    }

    @Test
    void aPodWhoseContainerDoesNotRunIsNotAskedAndGoesFirst() {
        loop.hooks.offer(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.ROUTE);
        List<Pod> pods = ready(3);
        pods.forEach(pod -> loop.hooks.tasks.put(name(pod), 1));
        Pod crashed = pods.get(0);
        loop.hooks.mute.add(name(crashed));
        cluster.fails(crashed, "CrashLoopBackOff", "back-off 40s restarting failed container");
        loop.until("it is seen", () -> loop.seenReady("app") == 2);

        loop.order("app", 2);

        assertThat(loop.ended("app").phase()).isEqualTo(Phase.DONE);
        assertThat(loop.hooks.wasAsked(Hook.DRAIN, name(crashed))).isFalse();
        assertThat(loop.hooks.drained).isEmpty();
        assertThat(loop.pods("app")).hasSize(2).doesNotContain(name(crashed));
    }

    @Test
    void aDownWaitsForAnUpdateAndNoLongerForOneThatStandsStill() {
        loop.hooks.offer(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.ROUTE);
        ready(3);
        cluster.hold();
        cluster.kubectl("patch", "deployment", "app", "-p", "{\"spec\":{\"progressDeadlineSeconds\":8}}");
        cluster.kubectl("set", "image", "deployment/app", "main=example.com/app:2");
        loop.until("the new pod is seen", () -> loop.seen("app") == 4);

        Explanation refused = loop.order("app", 2);

        assertThat(refused.outcome()).isEqualTo(Explanation.Outcome.HOLD);
        assertThat(refused.reason().toString()).isEqualTo("ROLLOUT");
        assertThat(refused.verdicts().toString()).contains("is being updated");
        loop.until("it stands still", () -> loop.order("app", 2).outcome() == Explanation.Outcome.SCALE);
        assertThat(loop.ended("app").phase().result()).isEqualTo(Result.DONE);
        assertThat(loop.ended("app").detail()).contains("has stopped progressing");
        nothingIsLeftBehind();
    }

    @Test
    void aDownThatAnUpdateOvertakesIsTakenBack() {
        loop.hooks.offer(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.ROUTE);
        List<Pod> pods = ready(3);
        pods.forEach(pod -> loop.hooks.tasks.put(name(pod), 1));
        cluster.hold();
        loop.order("app", 2);
        loop.untilIn("app", Phase.FINISHING);

        cluster.kubectl("set", "image", "deployment/app", "main=example.com/app:2");

        Rollout ended = loop.ended("app");
        assertThat(ended.phase()).isEqualTo(Phase.CANCELLED);
        assertThat(ended.detail()).contains("is being updated");
        nothingIsLeftBehind();
    }

    @Test
    void oldPodsThatEndHoldNothingBack() {
        loop.hooks.offer(Hook.DRAIN, Hook.ACTIVE_TASKS, Hook.ROUTE);
        ready(3);
        cluster.linger();
        long began = System.nanoTime();

        loop.order("app", 2);
        assertThat(loop.ended("app").phase()).isEqualTo(Phase.DONE);
        assertThat(loop.order("app", 4).outcome()).isEqualTo(Explanation.Outcome.SCALE);
        assertThat(loop.ended("app").phase()).isEqualTo(Phase.DONE);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
        assertThat(cluster.pods("app")).as("the one that ends").hasSize(5);
    }

    @Test
    void anUpInAHungUpdateIsDoneWhereItsOwnPodIsReady() {
        loop.hooks.offer(Hook.ROUTE);
        String old = hash(ready(4).get(0));
        cluster.hold();
        cluster.kubectl("set", "image", "deployment/app", "main=example.com/app:2");
        loop.until("the new pod is seen", () -> loop.seen("app") == 5);
        loop.living("app").stream()
                .filter(pod -> !hash(pod).equals(old))
                .forEach(pod -> loop.hooks.mute.add(name(pod)));

        loop.order("app", 5);
        loop.until("it ends", () -> {
            loop.living("app").forEach(pod -> oldIsReady(pod, old));
            return loop.store.rollouts().isEmpty();
        });

        loop.until("the update has a second pod", () -> loop.living("app").size() == 7);
        assertThat(loop.ended("app").detail()).contains("is being updated");
        assertThat(loop.ended("app").phase()).isEqualTo(Phase.DONE);
    }

    private void oldIsReady(Pod pod, String old) {
        if (!hash(pod).equals(old)) {
            loop.hooks.mute.add(name(pod));
        } else if (pod.getStatus().getPodIP() != null && !ClusterServer.isReady(pod)) {
            cluster.ready(pod, true, 0);
        }
    }

    private static String hash(Pod pod) {
        return pod.getMetadata().getLabels().get("pod-template-hash");
    }
}
