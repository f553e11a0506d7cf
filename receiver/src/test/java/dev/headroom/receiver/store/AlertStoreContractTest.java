package dev.headroom.receiver.store;

import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.alert;
import static dev.headroom.receiver.store.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does with alerts. */
abstract class AlertStoreContractTest {
    protected static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofMinutes(7), Duration.ofSeconds(15));

    protected Store store;

    /** A store without content. */
    protected abstract Store create();

    /** Closes the store and opens what it left; the same one where nothing outlives it. */
    protected abstract Store reopened(Store before);

    @BeforeEach
    void open() {
        store = create();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void keepsAFiringAlertWithAllThatWasSaidOfIt() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(5)));
        store = reopened(store);
        assertThat(store.alerts())
                .containsExactly(new AlertState(
                        alert(1, T0), AlertState.Phase.FIRING, Moment.steady(at(5)), Moment.steady(at(5)), null));
    }

    @Test
    void keepsATombstoneOfAnAlertThatEnded() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(5)));
        store.receive(List.of(AlertUpdate.resolved(alert(1, T0), at(60))), Moment.steady(at(65)));
        store = reopened(store);
        assertThat(store.alerts())
                .containsExactly(new AlertState(
                        alert(1, T0), AlertState.Phase.RESOLVED, Moment.steady(at(65)), Moment.steady(at(65)), at(60)));
    }

    @Test
    void aDuplicateOnlyMovesTheTimeOfTheLastSightAndThatLasts() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(5)));
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(90)));
        store = reopened(store);
        assertThat(store.alerts())
                .containsExactly(new AlertState(
                        alert(1, T0), AlertState.Phase.FIRING, Moment.steady(at(5)), Moment.steady(at(90)), null));
    }

    @Test
    void aFiringThatComesAfterItsEndDoesNotFire() {
        store.receive(List.of(AlertUpdate.resolved(alert(1, T0), at(60))), Moment.steady(at(65)));
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(66)));
        store = reopened(store);
        assertThat(firing()).isEmpty();
        assertThat(store.alerts()).extracting(AlertState::phase).containsExactly(AlertState.Phase.SUSPECT);
    }

    @Test
    void aReplayOfAnEarlierEpisodeLeavesTheLaterOneFiring() {
        store.receive(List.of(AlertUpdate.firing(alert(1, at(100)))), Moment.steady(at(101)));
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(102)));
        store.receive(List.of(AlertUpdate.resolved(alert(1, T0), at(60))), Moment.steady(at(103)));
        assertThat(firing()).containsExactly(alert(1, at(100)));
    }

    @Test
    void oneBodyMayHoldBothEndAndStartOfOtherAlerts() {
        store.receive(
                List.of(AlertUpdate.firing(alert(1, T0)), AlertUpdate.firing(alert(2, T0))), Moment.steady(at(1)));
        store.receive(
                List.of(AlertUpdate.resolved(alert(1, T0), at(30)), AlertUpdate.firing(alert(3, at(20)))),
                Moment.steady(at(31)));
        store = reopened(store);
        assertThat(firing()).containsExactlyInAnyOrder(alert(2, T0), alert(3, at(20)));
    }

    @Test
    void aCompleteListTakesAwayWhatItLacksAndConfirmsWhatItHas() {
        store.receive(
                List.of(AlertUpdate.firing(alert(1, T0)), AlertUpdate.firing(alert(2, T0))), Moment.steady(at(1)));
        store.receive(List.of(AlertUpdate.firing(alert(3, T0))), Moment.steady(at(20)));
        store.reconcile(List.of(alert(2, T0), alert(4, T0)), true, Moment.steady(at(15)), Moment.steady(at(21)));
        store = reopened(store);
        assertThat(firing())
                .as("3 was heard of after the list was asked for")
                .containsExactlyInAnyOrder(alert(2, T0), alert(3, T0), alert(4, T0));
    }

    @Test
    void anIncompleteListTakesNothingAway() {
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(1)));
        store.reconcile(List.of(alert(2, T0)), false, Moment.steady(at(15)), Moment.steady(at(16)));
        assertThat(firing()).containsExactlyInAnyOrder(alert(1, T0), alert(2, T0));
    }

    @Test
    void aListConfirmsASuspectAndKeepsTombstones() {
        store.receive(
                List.of(AlertUpdate.resolved(alert(1, T0), at(60)), AlertUpdate.resolved(alert(2, T0), at(60))),
                Moment.steady(at(65)));
        store.receive(List.of(AlertUpdate.firing(alert(1, T0))), Moment.steady(at(66)));
        store.reconcile(List.of(alert(1, T0)), true, Moment.steady(at(70)), Moment.steady(at(71)));
        store = reopened(store);
        assertThat(firing()).containsExactly(alert(1, T0));
        assertThat(store.alerts()).hasSize(2);
    }

    protected List<Alert> firing() {
        return store.alerts().stream()
                .filter(AlertState::firing)
                .map(AlertState::alert)
                .toList();
    }
}
