package dev.headroom.receiver.backtest.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.backtest.signal.Signals;
import dev.headroom.receiver.backtest.signal.Source;
import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.lint.RuleSet.AlertRule;
import dev.headroom.receiver.lint.RuleSet.Delivery;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.wire.LabelHash;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When Headroom hears of an alert: after {@code for}, and as Alertmanager's intervals have it. */
class AlertingTest {

    private static final Instant BEGINS = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<String, String> LABELS =
            Map.of("alertname", "LLMQueueBuildup", "service", "worker-llm", "scale", "to");

    private double queue;
    private final List<String> heard = new ArrayList<>();
    private final Signals signals = signals();
    private final Alerting alerting = new Alerting(rules(), "worker-llm", signals);
    private int now;

    private Signals signals() {
        return new Signals(
                "worker-llm",
                new Source() {
                    @Override
                    public boolean knows(String name) {
                        return name.equals("queue");
                    }

                    @Override
                    public double value(String name, Map<String, String> labels) {
                        return queue;
                    }
                },
                15);
    }

    private static RuleSet rules() {
        AlertRule rule = new AlertRule(
                "LLMQueueBuildup",
                "queue > 50",
                Duration.ofMinutes(2),
                Duration.ZERO,
                Duration.ofSeconds(30),
                LABELS,
                Map.of("replicas", "{{ $value | printf \"%.0f\" }}", "summary", "long"),
                new Delivery(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(2)));
        return new RuleSet(
                List.of(rule),
                List.of(),
                new ScalingPolicy(Map.of(), List.of(), Schedule.none(ZoneOffset.UTC)),
                HeadroomFile.defaults());
    }

    private void until(int seconds) {
        for (; now <= seconds; now += 5) {
            if (now % signals.interval() == 0) {
                signals.sample(now);
            }
            for (AlertUpdate update : alerting.step(now, BEGINS.plusSeconds(now))) {
                heard.add(now + " " + update.status() + " " + update.alert().annotation("replicas"));
            }
        }
    }

    @Test
    void anAlertIsHeardAfterItsTimeAndTheGroupsWait() {
        queue = 60;
        until(125);
        assertThat(heard).isEmpty();
        until(130);
        assertThat(heard).containsExactly("130 FIRING 60");
        assertThat(alerting.active()).singleElement().satisfies(alert -> {
            assertThat(alert.startsAt()).isEqualTo(BEGINS.plusSeconds(120));
            assertThat(alert.fingerprint()).isEqualTo(new Fingerprint(LabelHash.of(LABELS)));
        });
    }

    @Test
    void aDipRestartsItsTime() {
        queue = 60;
        until(90);
        queue = 10;
        until(120);
        queue = 60;
        until(275);
        assertThat(heard).isEmpty();
        until(280);
        assertThat(heard).containsExactly("280 FIRING 60");
    }

    @Test
    void itIsRepeatedWithItsPresentValueAndItsEndComesWithTheGroupsNextTurn() {
        queue = 60;
        until(200);
        queue = 90;
        until(250);
        assertThat(heard).containsExactly("130 FIRING 60", "250 FIRING 90");
        queue = 0;
        until(275);
        assertThat(heard).hasSize(2);
        assertThat(alerting.active()).isEmpty();
        until(600);
        assertThat(heard.get(2)).startsWith("280 RESOLVED");
        assertThat(heard).hasSize(3);
    }

    @Test
    void keepFiringForBridgesADip() {
        AlertRule rule = rules().alerts().get(0);
        AlertRule kept = new AlertRule(
                rule.name(),
                rule.expression(),
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                rule.interval(),
                rule.labels(),
                rule.annotations(),
                rule.delivery());
        Signals own = signals();
        Alerting keeping = new Alerting(rules().with(List.of(kept)), "worker-llm", own);
        List<Integer> ends = new ArrayList<>();
        for (int second = 0; second <= 900; second += 15) {
            queue = second >= 180 && second < 210 || second >= 300 ? 10 : 60;
            own.sample(second);
            keeping.step(second, BEGINS.plusSeconds(second));
            if (keeping.active().isEmpty() && second > 120 && ends.isEmpty()) {
                ends.add(second);
            }
        }
        assertThat(ends).containsExactly(360);
        assertThat(keeping.firings())
                .isEqualTo(Map.of(
                        "LLMQueueBuildup", List.of(new Firing(BEGINS.plusSeconds(120), BEGINS.plusSeconds(360)))));
    }

    @Test
    void alertsOfOneRuleThatFireAtOnceAreOneFiring() {
        AlertRule rule = rules().alerts().get(0).withPending(Duration.ZERO);
        List<Alerting.Instance> two = List.of(instance(rule, "a", 0, 60), instance(rule, "b", 30, 120));
        Alerting both = new Alerting(two, Map.of());
        for (now = 0; now <= 150; now += 30) {
            both.step(now, BEGINS.plusSeconds(now));
            if (now == 30) {
                assertThat(both.active())
                        .extracting(alert -> alert.label("gpu"))
                        .containsExactly("a", "b");
            }
        }
        assertThat(both.firings())
                .isEqualTo(Map.of("LLMQueueBuildup", List.of(new Firing(BEGINS, BEGINS.plusSeconds(120)))));
    }

    private Alerting.Instance instance(AlertRule rule, String gpu, int from, int until) {
        return new Alerting.Instance(
                rule,
                Map.of("gpu", gpu, "__name__", "used"),
                () -> now >= from && now < until ? OptionalDouble.of(1) : OptionalDouble.empty());
    }

    @Test
    void whatCannotBeToldIsNamed() {
        Alerting other = new Alerting(rules().with(List.of(asking("Blind", "vram > 1"))), "worker-llm", signals());
        assertThat(other.missing()).isEqualTo(Map.of("vram", Set.of("Blind")));
        assertThat(other.without()).isEmpty();
    }

    /** It fires by what is known, so nobody says that it never does. */
    @Test
    void whatIsPlayedWithoutSomethingIsNamedToo() {
        Alerting other = new Alerting(
                rules().with(List.of(
                        asking("Either", "vram > 1 or queue > 1"),
                        asking("Guarded", "queue > 1 unless vram > 1"),
                        asking("Needing", "queue > 1 and vram > 1"))),
                "worker-llm",
                signals());
        assertThat(other.missing()).isEqualTo(Map.of("vram", Set.of("Needing")));
        assertThat(other.without()).isEqualTo(Map.of("vram", Set.of("Either", "Guarded")));
    }

    private AlertRule asking(String name, String expression) {
        return new AlertRule(
                name,
                expression,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(30),
                LABELS,
                Map.of(),
                rules().alerts().get(0).delivery());
    }
}
