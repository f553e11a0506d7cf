package dev.headroom.receiver.target.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.real.Programs;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.TargetException;
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

    @Test
    void nobodyChoosesAndNobodyIsMarked() throws TargetException {
        assertThat(target.observe(LLM).choice()).isEqualTo(Choice.HIGHEST);

        target.scaleTo(LLM, 1);

        assertThat(cluster.pods("worker-llm"))
                .allMatch(pod -> pod.getMetadata().getAnnotations() == null
                        || pod.getMetadata().getAnnotations().isEmpty());
    }
}
