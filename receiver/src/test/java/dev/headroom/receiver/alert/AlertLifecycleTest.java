package dev.headroom.receiver.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.AlertState.Phase;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertLifecycleTest {
    private static final Instant T0 = Instant.parse("2026-03-02T10:00:00Z");
    private static final Duration TTL = Duration.ofMinutes(7);
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(TTL, Duration.ofSeconds(15));
    private static final AlertLifecycle POLLED = new AlertLifecycle(TTL, null);

    private AlertState state;

    @Test
    void aFirstFiringFires() {
        fires(0, 5);
        assertState(Phase.FIRING, 0, 5, 5, null);
    }

    @Test
    void aRepeatIsSeenAndBringsTheLatestAnnotations() {
        fires(0, 5);
        Alert changed = new Alert(alert(0).fingerprint(), alert(0).labels(), Map.of("replicas", "4"), at(0));
        state = LIFECYCLE.after(state, AlertUpdate.firing(changed), Moment.steady(at(90)));
        assertState(Phase.FIRING, 0, 5, 90, null);
        assertThat(state.alert().annotation("replicas")).isEqualTo("4");
    }

    @Test
    void anEndEndsIt() {
        fires(0, 5);
        ends(0, 60, 65);
        assertState(Phase.RESOLVED, 0, 65, 65, 60);
    }

    @Test
    void anEndOfWhatWasNeverHeardOfIsRemembered() {
        ends(0, 60, 65);
        assertState(Phase.RESOLVED, 0, 65, 65, 60);
    }

    @Test
    void theSameEndAgainChangesNothing() {
        ends(0, 60, 65);
        AlertState once = state;
        ends(0, 60, 80);
        assertThat(state).isSameAs(once);
    }

    @Test
    void aLaterEndOfTheSameFiringCounts() {
        ends(0, 60, 65);
        ends(0, 70, 80);
        assertState(Phase.RESOLVED, 0, 80, 80, 70);
        ends(0, 60, 90);
        assertThat(state.resolvedAt()).isEqualTo(at(70));
    }

    @Test
    void anOlderStartNeverReplacesANewerOne() {
        fires(100, 101);
        fires(0, 130);
        assertThat(state.alert().startsAt()).isEqualTo(at(100));
        ends(0, 60, 140);
        assertThat(state.firing()).isTrue();
        ends(100, 150, 151);
        AlertState ended = state;
        fires(0, 160);
        ends(0, 60, 161);
        assertThat(state).isSameAs(ended);
    }

    @Test
    void anEarlierDateOfTheSameFiringKeepsItAliveAndItsEndEndsIt() {
        fires(12, 13);
        fires(10, 200);
        assertState(Phase.FIRING, 12, 13, 200, null);
        ends(10, 300, 305);
        assertState(Phase.RESOLVED, 12, 305, 305, 300);
    }

    @Test
    void aFiringThatIsNewerThanTheEndFires() {
        ends(0, 60, 65);
        fires(61, 70);
        assertState(Phase.FIRING, 61, 70, 70, 60);
    }

    @Test
    void aFiringThatStartsWithTheEndIsSuspect() {
        ends(0, 60, 65);
        fires(60, 70);
        assertState(Phase.SUSPECT, 60, 70, 70, 60);
    }

    @Test
    void aSuspectThatIsDeliveredAgainSoonStaysSuspect() {
        ends(0, 60, 65);
        fires(0, 66);
        AlertState suspect = state;
        fires(0, 80);
        assertThat(state).isSameAs(suspect);
    }

    @Test
    void aSuspectThatIsDeliveredAgainAfterAPollIntervalFires() {
        ends(0, 60, 65);
        fires(0, 66);
        fires(0, 81);
        assertState(Phase.FIRING, 0, 81, 81, 60);
        ends(0, 60, 90);
        assertThat(state.phase()).isEqualTo(Phase.RESOLVED);
    }

    @Test
    void whereAlertmanagerIsPolledOnlyThePollConfirmsASuspect() {
        state = POLLED.after(null, AlertUpdate.resolved(alert(0), at(60)), Moment.steady(at(65)));
        state = POLLED.after(state, AlertUpdate.firing(alert(0)), Moment.steady(at(66)));
        state = POLLED.after(state, AlertUpdate.firing(alert(0)), Moment.steady(at(600)));
        assertThat(state.phase()).isEqualTo(Phase.SUSPECT);
        state = POLLED.listed(state, alert(0), Moment.steady(at(610)), Moment.steady(at(611)));
        assertState(Phase.FIRING, 0, 611, 611, 60);
    }

    @Test
    void aListIsOlderThanWhatWasHeardSinceItWasAskedFor() {
        fires(0, 5);
        ends(0, 60, 65);
        AlertState ended = state;
        assertThat(LIFECYCLE.listed(state, alert(0), Moment.steady(at(64)), Moment.steady(at(66))))
                .isSameAs(ended);
        assertThat(LIFECYCLE
                        .listed(state, alert(0), Moment.steady(at(65)), Moment.steady(at(66)))
                        .firing())
                .isTrue();
    }

    @Test
    void whatACompleteListLacksIsMissingUnlessHeardOfSince() {
        fires(0, 5);
        assertThat(LIFECYCLE.missing(state, Moment.steady(at(4)))).isFalse();
        assertThat(LIFECYCLE.missing(state, Moment.steady(at(5)))).isTrue();
        ends(0, 60, 65);
        assertThat(LIFECYCLE.missing(state, Moment.steady(at(70)))).isFalse();
    }

    @Test
    void aFiringExpiresAfterItsTimeUnlessSeenAgain() {
        fires(0, 0);
        assertThat(LIFECYCLE.expired(state, Moment.steady(at(420)))).isFalse();
        assertThat(LIFECYCLE.expired(state, Moment.steady(at(421)))).isTrue();
        fires(0, 300);
        assertThat(LIFECYCLE.expired(state, Moment.steady(at(720)))).isFalse();
        assertThat(LIFECYCLE.expired(state, Moment.steady(at(721)))).isTrue();
    }

    @Test
    void anEndIsKeptTwiceAsLong() {
        ends(-10, -5, 0);
        assertThat(LIFECYCLE.forgotten(state, Moment.steady(at(840)))).isFalse();
        assertThat(LIFECYCLE.forgotten(state, Moment.steady(at(841)))).isTrue();
    }

    @Test
    void oneThatExpiredIsKeptAsAnEndOfThatTime() {
        fires(0, 0);
        assertThat(LIFECYCLE.endNoticed(state)).isEqualTo(Moment.steady(at(420)));
        assertThat(LIFECYCLE.forgotten(state, Moment.steady(at(1260)))).isFalse();
        assertThat(LIFECYCLE.forgotten(state, Moment.steady(at(1261)))).isTrue();
    }

    @Test
    void anEndInTheFarFutureDoesNotSilenceWhatStartsLater() {
        ends(0, 86_400 * 3650L, 65);
        assertThat(state.resolvedAt()).isEqualTo(at(65));
        fires(70, 71);
        assertThat(state.firing()).isTrue();
    }

    @Test
    void aClockThatIsBehindPrometheusDoesNotTakeAStaleFiringForANewOne() {
        fires(0, -300);
        ends(0, 60, -240);
        fires(0, -235);
        assertThat(state.phase()).isEqualTo(Phase.SUSPECT);
        fires(90, -150);
        assertThat(state.firing()).isTrue();
    }

    /** Prometheus was started again, or its clock was put back: what is known to fire is no stale firing. */
    @Test
    void whatIsKnownToFireGoesOnWithAnotherDate() {
        ends(0, 60, 65);
        state = POLLED.listed(state, alert(10), Moment.steady(at(70)), Moment.steady(at(70)));
        fires(20, 71);
        assertState(Phase.FIRING, 20, 71, 71, 60);
    }

    @Test
    void aSuspectKeepsTheCountUntilItsEndIsProven() {
        ends(0, 60, 65);
        fires(0, 66);
        assertThat(at(70, at(65))).as("proven before it was told of again").containsExactly(alert(0));
        assertThat(at(70, at(66))).isEmpty();
    }

    /** Those that may still fire, where ends that were noticed by then are proven. */
    private List<Alert> at(long now, Instant proven) {
        return FiringAlerts.at(
                        Moment.steady(at(now)),
                        List.of(state),
                        LIFECYCLE,
                        end -> !end.wall().isAfter(proven))
                .ending();
    }

    private void fires(long startsAt, long now) {
        state = LIFECYCLE.after(state, AlertUpdate.firing(alert(startsAt)), Moment.steady(at(now)));
    }

    private void ends(long startsAt, long endsAt, long now) {
        state = LIFECYCLE.after(state, AlertUpdate.resolved(alert(startsAt), at(endsAt)), Moment.steady(at(now)));
    }

    private void assertState(Phase phase, long startsAt, long since, long seenAt, Integer resolvedAt) {
        assertThat(state.phase()).isEqualTo(phase);
        assertThat(state.alert().startsAt()).isEqualTo(at(startsAt));
        assertThat(state.since().wall()).isEqualTo(at(since));
        assertThat(state.seenAt().wall()).isEqualTo(at(seenAt));
        assertThat(state.resolvedAt()).isEqualTo(resolvedAt == null ? null : at(resolvedAt));
    }

    private static Alert alert(long startsAt) {
        return new Alert(
                new Fingerprint("00000000000000aa"), Map.of("alertname", "AppHighCPU"), Map.of(), at(startsAt));
    }

    private static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }
}
