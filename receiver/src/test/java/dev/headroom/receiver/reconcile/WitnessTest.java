package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Evidence.Part;
import dev.headroom.receiver.decision.Evidence.Sight;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is taken for evidence: Alertmanager brings it, and only the Watchdog proves that Prometheus evaluates. */
class WitnessTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Alert DOG = alert("Watchdog", 1);
    private static final Alert OTHER_DOG = alert("Watchdog", 2);
    private static final Alert QUEUE = alert("LLMQueueBuildup", 3);

    private Witness polled = witness(true);
    private final Witness heard = witness(false);

    private static Witness witness(boolean polled) {
        return new Witness(new Witness.Terms(Duration.ofMinutes(5), Watchdog.named("Watchdog"), polled), at(0));
    }

    @Test
    void aWebhookWhoseAlertsWereAllRefusedIsNoNews() {
        heard.webhook(List.of(), at(10)).run();
        assertThat(heard.evidence().courier()).isNull();
        heard.webhook(List.of(AlertUpdate.firing(QUEUE)), at(20)).run();
        assertThat(heard.evidence().courier()).isEqualTo(at(20));
    }

    @Test
    void aLivingAlertmanagerProvesNothingOfPrometheus() {
        for (int second = 0; second <= 600; second += 15) {
            polled.polled(Map.of(DOG, "the same"), at(second));
        }
        assertBlind(polled, 600, Part.SOURCE, "no sign of life from Prometheus, by Watchdog, for 10m");
        assertThat(polled.evidence().courierAge(at(600))).isZero();
    }

    @Test
    void aWatchdogThatMovesIsProofOfWhatEndedBeforeItWasLastSeenStandingStill() {
        polled.polled(Map.of(DOG, "a"), at(0));
        polled.polled(Map.of(DOG, "a"), at(60));
        assertThat(polled.evidence().believes(at(0))).isFalse();
        polled.polled(Map.of(DOG, "b"), at(75));
        assertThat(polled.evidence().believes(at(60))).isTrue();
        assertThat(polled.evidence().believes(at(61)))
                .as("Prometheus may have told of it before that end was noticed")
                .isFalse();
        assertThat(look(polled, 75)).isEqualTo(Sight.CLEAR);
    }

    @Test
    void aWatchdogThatIsNoLongerListedMeansBlindUntilItIsAgain() {
        polled.polled(Map.of(DOG, "a"), at(0));
        polled.polled(Map.of(), at(15));
        assertBlind(polled, 15, Part.SOURCE, "Watchdog fires no more");
        polled.polled(Map.of(DOG, "b"), at(30));
        assertThat(look(polled, 30)).isEqualTo(Sight.CLEAR);
        assertThat(polled.evidence().believes(at(15)))
                .as("whoever has just come back may not have evaluated all")
                .isFalse();
        polled.polled(Map.of(DOG, "c"), at(105));
        assertThat(polled.evidence().believes(at(15))).isTrue();
    }

    @Test
    void ofSeveralTheOldestCounts() {
        polled.polled(Map.of(DOG, "a", OTHER_DOG, "a"), at(0));
        for (int second = 75; second <= 375; second += 75) {
            polled.polled(Map.of(DOG, "a" + second, OTHER_DOG, "a"), at(second));
        }
        assertThat(polled.evidence().believes(at(0))).isFalse();
        assertBlind(polled, 375, Part.SOURCE, "no sign of life");
    }

    @Test
    void oneThatIsNamedByMatchersIsNoOther() {
        Watchdog europes = new Watchdog(Map.of("alertname", "Watchdog", "number", "2"));
        Witness witness = new Witness(new Witness.Terms(Duration.ofMinutes(5), europes, false), at(0));
        witness.webhook(List.of(AlertUpdate.firing(DOG)), at(10)).run();
        assertThat(look(witness, 10)).isEqualTo(Sight.UNPROVEN);
        witness.webhook(List.of(AlertUpdate.firing(OTHER_DOG)), at(20)).run();
        assertThat(look(witness, 20)).isEqualTo(Sight.CLEAR);
    }

    @Test
    void whereNoneWasEverSeenTheRouteToAddIsNamed() {
        polled.polled(Map.of(), at(15));
        Evidence.Finding finding = polled.evidence().look(at(15));
        assertThat(finding.sight()).isEqualTo(Sight.UNPROVEN);
        assertThat(finding.reason()).contains("route the alert alertname = Watchdog to this receiver");
    }

    @Test
    void whereItIsGivenUpAlertmanagerAloneIsAskedFor() {
        polled = new Witness(new Witness.Terms(Duration.ofMinutes(5), Watchdog.none(), true), at(0));
        polled.polled(Map.of(), at(15));
        assertThat(look(polled, 15)).isEqualTo(Sight.CLEAR);
        assertThat(polled.evidence().believes(at(15))).isTrue();
        assertBlind(polled, 316, Part.COURIER, "no news from Alertmanager, for 5m1s");
    }

    @Test
    void withoutAPollAWatchdogTwoMinutesAfterAnEndProvesIt() {
        heard.webhook(List.of(AlertUpdate.firing(DOG)), at(119)).run();
        assertThat(heard.evidence().believes(at(0))).isFalse();
        heard.webhook(List.of(AlertUpdate.firing(DOG)), at(120)).run();
        assertThat(heard.evidence().believes(at(0))).isTrue();
        heard.webhook(List.of(AlertUpdate.resolved(DOG, at(180).wall())), at(180))
                .run();
        assertBlind(heard, 180, Part.SOURCE, "Watchdog fires no more");
        assertThat(heard.evidence().believes(at(1))).as("an end proves nothing").isFalse();
        heard.webhook(List.of(AlertUpdate.firing(DOG)), at(600)).run();
        assertThat(look(heard, 600)).isEqualTo(Sight.CLEAR);
        assertThat(heard.evidence().believes(at(1)))
                .as("whoever has just come back may not have evaluated all")
                .isFalse();
        heard.webhook(List.of(AlertUpdate.firing(DOG)), at(720)).run();
        assertThat(heard.evidence().believes(at(600))).isTrue();
    }

    @Test
    void aClockThatIsSetOrAMachineThatSleptNeedsNewsOfBothParts() {
        polled.polled(Map.of(DOG, "a"), at(0));
        Moment slept = new Moment(START.plus(Duration.ofMinutes(8)), at(10).elapsed());
        assertThat(polled.evidence().look(slept).reason()).contains("the clock was set, or the machine slept");
        assertThat(polled.evidence().look(slept).sight()).isEqualTo(Sight.BLIND);
        Moment back = new Moment(START.minus(Duration.ofHours(1)), at(10).elapsed());
        assertThat(polled.evidence().look(back).sight()).isEqualTo(Sight.BLIND);
        polled.polled(Map.of(DOG, "a"), back);
        assertThat(polled.evidence().look(back).part())
                .as("the Watchdog has not moved since")
                .isEqualTo(Part.SOURCE);
        polled.polled(Map.of(DOG, "b"), back);
        assertThat(polled.evidence().look(back).sight()).isEqualTo(Sight.CLEAR);
    }

    @Test
    void whatAnotherReceiverStoredIsNewsButNothingFromBeforeTheLeadWasTaken() {
        AlertState before = new AlertState(DOG, AlertState.Phase.FIRING, at(-60), at(-60), null);
        heard.elsewhere(List.of(before), at(5));
        assertThat(look(heard, 5)).isEqualTo(Sight.UNPROVEN);
        AlertState after = new AlertState(DOG, AlertState.Phase.FIRING, at(-60), at(10), null);
        heard.elsewhere(List.of(after), at(12));
        assertThat(look(heard, 12)).isEqualTo(Sight.CLEAR);
        heard.beginAnew(at(20));
        heard.elsewhere(List.of(after), at(21));
        assertThat(look(heard, 21)).isEqualTo(Sight.UNPROVEN);
    }

    private static Sight look(Witness witness, int second) {
        return witness.evidence().look(at(second)).sight();
    }

    private static void assertBlind(Witness witness, int second, Part part, String reason) {
        Evidence.Finding finding = witness.evidence().look(at(second));
        assertThat(finding.sight()).isEqualTo(Sight.BLIND);
        assertThat(finding.part()).isEqualTo(part);
        assertThat(finding.reason()).contains(reason);
    }

    private static Moment at(long second) {
        return Moment.steady(START.plusSeconds(second));
    }

    private static Alert alert(String name, int number) {
        Map<String, String> labels = Map.of("alertname", name, "number", String.valueOf(number));
        return new Alert(new Fingerprint("%016x".formatted(number)), labels, Map.of(), START);
    }
}
