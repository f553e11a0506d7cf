package dev.headroom.receiver.target.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetContractTest;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedTargetTest extends TargetContractTest {
    private static final Duration START_TIME = Duration.ofSeconds(2);

    private final Map<String, String> kept = new HashMap<>();
    private final SimulatedTarget target = restarted();
    private Instant now = Instant.parse("2026-03-02T10:00:00Z");

    private SimulatedTarget restarted() {
        return new SimulatedTarget(START_TIME, () -> now, memory(), fence);
    }

    private SimulatedTarget.Memory memory() {
        return new SimulatedTarget.Memory() {
            @Override
            public Optional<String> load(String service) {
                return Optional.ofNullable(kept.get(service));
            }

            @Override
            public void save(String service, String value) {
                kept.put(service, value);
            }
        };
    }

    @Override
    protected ScalingTarget target() {
        return target;
    }

    @Override
    protected void untilReady(ServicePolicy service, int count) {
        now = now.plus(START_TIME);
    }

    @Test
    void aReplicaIsReadyExactlyWhenItsStartTimeIsOver() throws TargetException {
        target.scaleTo(LLM, 3);

        now = now.plus(START_TIME).minusMillis(1);
        assertThat(target.observe(LLM).replicas().get(2).state()).isEqualTo(ReplicaState.STARTING);
        assertThat(target.observe(LLM).ready()).isEqualTo(2);

        now = now.plusMillis(1);
        assertThat(target.observe(LLM).ready()).isEqualTo(3);
    }

    /** Nobody tells when what follows it is ready. */
    @Test
    void anAdviceIsTakenForReadyAfterTheWarmUp() throws TargetException {
        SimulatedTarget advice = SimulatedTarget.advice(() -> now, memory(), fence);
        ServicePolicy slow = warmingFor(Duration.ofMinutes(3));
        int before = advice.observe(slow).ready();
        advice.scaleTo(slow, before + 1);

        now = now.plus(slow.timings().warmup()).minusMillis(1);
        assertThat(advice.observe(slow).ready()).isEqualTo(before);

        now = now.plusMillis(1);
        assertThat(advice.observe(slow).ready()).isEqualTo(before + 1);
    }

    private static ServicePolicy warmingFor(Duration warmup) {
        return new ServicePolicy(
                LLM.name(),
                LLM.replicas(),
                Timings.of(warmup, Timings.DEFAULT.health(), Timings.DEFAULT.drain()),
                LLM.gpu(),
                LLM.scaleDown(),
                LLM.maxActionsPerHour(),
                LLM.targets(),
                LLM.triggers());
    }

    @Test
    void aRestartFindsTheSameReplicas() throws TargetException {
        target.scaleTo(LLM, 4);
        target.scaleTo(RL, 0);
        Observation before = target.observe(LLM);

        assertThat(restarted().observe(LLM)).isEqualTo(before);
        assertThat(restarted().observe(RL).replicas()).isEmpty();
    }

    @Test
    void stateThatCannotBeReadIsNotTakenForNoReplicas() {
        kept.put("worker-llm", "three");

        assertThatThrownBy(() -> target.observe(LLM))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("worker-llm")
                .hasMessageContaining("\"three\"")
                .hasMessageContaining("move the store aside");
        assertThatThrownBy(() -> target.scaleTo(LLM, 3)).isInstanceOf(TargetException.class);
    }

    @Test
    void aNegativeCountIsRefused() {
        assertThatThrownBy(() -> target.scaleTo(LLM, -1))
                .hasMessageContaining("-1")
                .hasMessageContaining("0 or more");
        assertThat(kept).isEmpty();
    }
}
