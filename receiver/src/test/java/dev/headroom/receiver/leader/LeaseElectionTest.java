package dev.headroom.receiver.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.leader.LeaseElection.Pace;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** For how long a lease counts, and when it is asked for again, whatever the clocks do. */
class LeaseElectionTest {
    private static final Duration LENGTH = Duration.ofSeconds(15);

    /** A turn of the election's own, after a resignation, may move it, too. */
    private final AtomicReference<Moment> now =
            new AtomicReference<>(new Moment(Instant.parse("2026-11-24T12:00:00Z"), Duration.ofDays(3)));

    private final PlayedLease lease = new PlayedLease();
    private final LeaseElection election = new LeaseElection(lease, new Pace(LENGTH, Duration.ofHours(1)), now::get);

    private void pass(double seconds) {
        move(Duration.ofMillis((long) (seconds * 1000)));
    }

    private void move(Duration by) {
        now.updateAndGet(moment -> moment.plus(by));
    }

    /** What each clock says moves by itself. */
    private void move(Duration wall, Duration elapsed) {
        now.updateAndGet(
                moment -> new Moment(moment.wall().plus(wall), moment.elapsed().plus(elapsed)));
    }

    @Test
    void beforeTheFirstAnswerNobodyLeads() {
        assertThat(election.leads()).isFalse();
        assertThat(election.isLed()).isFalse();
        assertThat(election.leader()).isEqualTo("nobody");
        assertThat(election.term()).isZero();
    }

    @Test
    void itCountsFromBeforeItWasAskedForAndItsLastTenthIsLeft() {
        lease.takes = Duration.ofSeconds(4);
        election.ask();
        assertThat(election.leads()).isTrue();
        pass(9.4);
        assertThat(election.leads()).isTrue();
        pass(0.1);
        assertThat(election.leads()).isFalse();
    }

    @Test
    void theTimeThatAMachineSleptCounts() {
        election.ask();
        move(Duration.ofSeconds(14), Duration.ZERO);
        assertThat(election.leads()).isFalse();
    }

    @Test
    void aClockThatIsPutBackMakesItNoLonger() {
        election.ask();
        move(Duration.ofHours(-1), Duration.ofSeconds(13));
        assertThat(election.leads()).isTrue();
        pass(1);
        assertThat(election.leads()).isFalse();
    }

    @Test
    void everyRenewalMakesItLongerAndTheTermStays() {
        for (int i = 0; i < 20; i++) {
            election.ask();
            assertThat(election.leads()).isTrue();
            pass(10);
        }
        assertThat(election.term()).isEqualTo(1);
        assertThat(lease.takings).isEqualTo(1);
    }

    @Test
    void whoLostItGivesItBackAndWaitsForALengthOfTheTimeThatPassed() {
        election.ask();
        pass(14);
        election.ask();
        assertThat(lease.releases).isEqualTo(1);
        assertThat(election.leads()).isFalse();
        assertThat(election.term()).as("the last one that it had").isEqualTo(1);
        move(Duration.ofHours(1), Duration.ofSeconds(14));
        election.ask();
        assertThat(election.leads()).isFalse();
        pass(1);
        election.ask();
        assertThat(election.leads()).isTrue();
        assertThat(election.term()).isEqualTo(2);
    }

    @Test
    void whoResignsLeadsNoMoreAtOnceAndStandsAgainALengthLater() {
        election.ask();
        election.resign();
        assertThat(election.leads()).isFalse();
        election.ask();
        assertThat(lease.releases).isPositive();
        pass(15);
        election.ask();
        assertThat(election.leads()).isTrue();
        election.close();
    }

    @Test
    void anotherOneIsToldOfUntilItWasNotHeardOfForALength() {
        lease.other = "headroom-2 at http://10.0.0.2:9095";
        election.ask();
        assertThat(election.leads()).isFalse();
        assertThat(election.leader()).isEqualTo(lease.other);
        assertThat(election.isLed()).isTrue();
        lease.fails = true;
        pass(14);
        election.ask();
        assertThat(election.isLed()).isTrue();
        pass(1);
        election.ask();
        assertThat(election.isLed()).isFalse();
        assertThat(election.leader()).isEqualTo("nobody");
    }

    @Test
    void whoCannotRenewItGoesOnUntilItsEndAndGivesItBackThen() {
        election.ask();
        lease.fails = true;
        pass(10);
        election.ask();
        assertThat(election.leads()).isTrue();
        pass(4);
        election.ask();
        assertThat(election.leads()).isFalse();
        lease.fails = false;
        lease.other = "headroom-2";
        election.ask();
        assertThat(election.leader()).isEqualTo("headroom-2");
        assertThat(lease.asked).endsWith(false, false);
    }

    @Test
    void whoIsToldThatAnotherOneHasItLeadsNoMore() {
        election.ask();
        lease.other = "headroom-2";
        election.ask();
        assertThat(election.leads()).isFalse();
    }

    @Test
    void closingGivesItBack() {
        election.ask();
        election.close();
        assertThat(election.leads()).isFalse();
        assertThat(lease.releases).isEqualTo(1);
        assertThat(lease.closed).isTrue();
    }

    /** One that nobody else has, unless it is said. */
    private final class PlayedLease implements Lease {
        private final List<Boolean> asked = new ArrayList<>();
        private Duration takes = Duration.ZERO;
        private String other = "";
        private boolean fails;
        private boolean closed;
        private boolean ours;
        private long takings;
        private int releases;

        @Override
        public Candidate candidate() {
            return new Candidate("us", "");
        }

        @Override
        public Standing ask(boolean take) {
            asked.add(take);
            move(takes);
            if (fails) {
                throw new IllegalStateException("no answer");
            }
            if (!other.isEmpty()) {
                ours = false;
                return new Standing(0, other);
            }
            takings += take ? 1 : 0;
            ours |= take;
            return ours ? new Standing(takings, "us") : Standing.FREE;
        }

        @Override
        public void release() {
            releases++;
            ours = false;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
