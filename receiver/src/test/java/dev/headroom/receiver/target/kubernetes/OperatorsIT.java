package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action.Result;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.target.Fences;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** Where operators look, and what they write there; with the rights of the shipped Role alone. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
@Timeout(180)
class OperatorsIT {
    private final TestNamespace cluster = TestNamespace.fresh();
    private final LivingLoop loop = new LivingLoop(cluster, Workload.Kind.DEPLOYMENT, """
            version: 1
            services:
              app:
                min_replicas: 1
                max_replicas: 10
                scale_up_increment: 1
                scale_down_increment: 1
                warmup_time: 0s
                health_timeout: 3s
                max_actions_per_hour: 1000
            """);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void whatWasDoneAndRefusedStandsAtTheWorkload() {
        cluster.deployment("app", 1);
        loop.untilKnown("app", 1);
        loop.order("app", 3);
        loop.ended("app");
        cluster.hold();
        loop.order("app", 4);
        assertThat(loop.ended("app").phase()).isEqualTo(Phase.FAILED);
        loop.order("app", 11);

        loop.until("all is told", () -> {
            String told = cluster.kubectl("describe", "deployment", "app");
            return told.contains("ScaledUp") && told.contains("RolledBack") && told.contains("Refused");
        });
        assertThat(cluster.kubectl("describe", "deployment", "app"))
                .contains("1 -> 3 by manual")
                .contains("restored to 3")
                .contains("over the maximum of 10");
    }

    @Test
    void anAnnotationOnTheWorkloadIsAFreeze() {
        cluster.deployment("app", 2);
        cluster.kubectl("annotate", "deployment", "app", "headroom.dev/paused=until the audit is over");
        loop.untilKnown("app", 2);

        Explanation refused = loop.order("app", 3);

        assertThat(refused.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(refused.verdicts().toString())
                .contains("frozen by the annotation headroom.dev/paused of Deployment " + cluster.name()
                        + "/app: until the audit is over");
        cluster.kubectl("annotate", "deployment", "app", "headroom.dev/paused-");
        loop.until("it is free", () -> loop.order("app", 3).outcome() == Outcome.SCALE);
        assertThat(loop.ended("app").phase().result()).isEqualTo(Result.DONE);
    }

    /** A Role in each namespace, of which one account has all. */
    @Test
    void oneReceiverScalesSeveralNamespaces() throws TargetException {
        try (TestNamespace other = TestNamespace.fresh()) {
            other.account();
            other.deployment("app", 1);
            ServicePolicy app = TargetContractTest.service("app", 1);
            Cluster api = new Cluster(cluster.accountConfig(), Duration.ofSeconds(15));
            try (KubernetesTarget elsewhere = new KubernetesTarget(
                    api,
                    Map.of("app", new Workload(Workload.Kind.DEPLOYMENT, other.name(), "app")),
                    OnHpa.FLOOR,
                    Fences.OPEN,
                    System::nanoTime)) {
                Eventually.fails("forbidden", () -> elsewhere.observe(app));

                Kubectl.admin()
                        .must(
                                "-n",
                                other.name(),
                                "create",
                                "rolebinding",
                                "headroom-of-" + cluster.name(),
                                "--role=headroom",
                                "--serviceaccount=" + cluster.name() + ":headroom");

                Eventually.is("it is seen", () -> elsewhere.observe(app).ready() == 1);
                elsewhere.scaleTo(app, 3);
                assertThat(other.pods("app")).hasSize(3);
            }
        }
    }

    /** It cannot be done until a person changes something: nobody waits for it. */
    @Test
    void aQuotaIsNoReasonToTryForMinutes() {
        cluster.deployment("app", 2);
        loop.untilKnown("app", 2);
        cluster.kubectl("create", "quota", "few", "--hard=pods=2");
        cluster.kubectl(
                "patch",
                "quota",
                "few",
                "--subresource=status",
                "--type=merge",
                "-p",
                "{\"status\":{\"hard\":{\"pods\":\"2\"},\"used\":{\"pods\":\"2\"}}}");
        long began = System.nanoTime();

        loop.order("app", 4);

        Rollout ended = loop.ended("app");
        assertThat(ended.phase()).isEqualTo(Phase.FAILED);
        assertThat(ended.detail()).contains("exceeded quota").contains("restored to 2");
        assertThat(System.nanoTime() - began).isLessThan(40_000_000_000L);
    }
}
