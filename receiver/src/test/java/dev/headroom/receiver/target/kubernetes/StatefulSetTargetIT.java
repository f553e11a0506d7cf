package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.real.Kubectl;
import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.TargetException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** StatefulSets of a real control plane, which always stop their highest number. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
class StatefulSetTargetIT extends RealWorkloads {
    StatefulSetTargetIT() {
        super(Workload.Kind.STATEFUL_SET);
    }

    @Override
    void deploy(String name, int replicas) {
        cluster.statefulSet(name, replicas);
    }

    /** It may begin with another ordinal than 0. */
    @Test
    void whoeverHasTheHighestOrdinalGoesWhereverTheyBegin() throws TargetException {
        Kubectl.admin()
                .must(
                        "-n",
                        cluster.name(),
                        "patch",
                        "statefulset",
                        "worker-llm",
                        "--type=merge",
                        "-p",
                        "{\"spec\":{\"ordinals\":{\"start\":5}}}");
        Eventually.is(
                "they begin with 5",
                () -> target.observe(LLM).counting().stream()
                        .map(Replica::name)
                        .toList()
                        .equals(List.of("worker-llm-5", "worker-llm-6")));
        assertThat(target.observe(LLM).counting()).extracting(Replica::number).containsExactly(1, 2);

        target.stopOthers(LLM, 1, Set.of("worker-llm-5"));

        assertThat(target.observe(LLM).counting()).extracting(Replica::name).containsExactly("worker-llm-5");
    }

    @Test
    void nobodyChoosesAndNobodyIsMarked() throws TargetException {
        assertThat(target.observe(LLM).choice()).isEqualTo(Choice.HIGHEST);

        target.scaleTo(LLM, 1);

        assertThat(cluster.pods("worker-llm"))
                .allMatch(pod -> pod.getMetadata().getAnnotations() == null
                        || pod.getMetadata().getAnnotations().isEmpty());
    }
}
