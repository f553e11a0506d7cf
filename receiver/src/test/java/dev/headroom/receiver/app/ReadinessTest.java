package dev.headroom.receiver.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.hook.simulated.SimulatedHooks;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.reconcile.Outcomes;
import dev.headroom.receiver.reconcile.Ports;
import dev.headroom.receiver.reconcile.Reconciler;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.reconcile.Witness;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import dev.headroom.receiver.web.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What readiness knows of the target: also where it was there before. */
class ReadinessTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), null);

    @TempDir
    private Path folder;

    private Instant now = START;

    /** A target that answers, or does not. */
    private static final class Sick implements ScalingTarget {
        private volatile String sickness = "";

        @Override
        public Observation observe(ServicePolicy service) throws TargetException {
            if (!sickness.isEmpty()) {
                throw new TargetException(sickness);
            }
            return new Observation(0, List.of());
        }

        @Override
        public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) {
            return List.of();
        }

        @Override
        public void close() {}
    }

    @Test
    void aTargetThatIsGoneIsKnownAtTheNextLookAndSoIsItsReturn() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services:
                  app: {min_replicas: 0, max_replicas: 8, triggers: {cpu: {cooldown: 10m}}}
                  web: {min_replicas: 0, max_replicas: 8, triggers: {cpu: {cooldown: 10m}}}
                """);
        InMemoryStore store = new InMemoryStore(LIFECYCLE);
        Sick target = new Sick();
        Timepiece clock = Timepiece.steady(() -> now);
        Witness witness =
                new Witness(new Witness.Terms(Duration.ofHours(9), Watchdog.none(), false), Moment.steady(now));
        Ports ports = new Ports(store, target, new SimulatedHooks(), clock, Duration.ofSeconds(10));
        try (Reconciler reconciler =
                new Reconciler(PolicyFile.read(policy), LIFECYCLE, ports, witness, new Outcomes() {})) {
            Readiness readiness =
                    new Readiness(store, new EvaluationLoop(() -> false), new Statuses(reconciler), List.of(), clock);

            reconciler.evaluate();
            assertThat(target(readiness)).isEqualTo(new Check("target", true, ""));

            target.sickness = "Docker does not answer: connection refused";
            now = now.plusSeconds(5);
            reconciler.evaluate();
            assertThat(target(readiness))
                    .isEqualTo(new Check("target", false, "app, web: Docker does not answer: connection refused"));

            target.sickness = "";
            now = now.plusSeconds(5);
            reconciler.evaluate();
            assertThat(target(readiness).ok()).isTrue();

            now = now.plusSeconds(11);
            assertThat(target(readiness))
                    .as("nobody has looked since")
                    .isEqualTo(new Check("target", false, "app, web: it has not answered lately"));
        }
    }

    private static Check target(Readiness readiness) {
        return readiness.get().stream()
                .filter(check -> check.name().equals("target"))
                .findFirst()
                .orElseThrow();
    }
}
