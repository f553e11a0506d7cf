package dev.headroom.receiver.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.kubernetes.TcpRelay;
import dev.headroom.receiver.leader.LeaseElection.Pace;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every election does that is held on a real server. */
@Timeout(120)
public abstract class ElectionContractTest {
    protected static final Duration LENGTH = Duration.ofSeconds(4);
    private static final Pace SHORT = new Pace(LENGTH, Duration.ofMillis(200));

    private final List<Election> standing = new ArrayList<>();

    /** Where the server of the lease listens, on 127.0.0.1. */
    protected abstract int port();

    /** The lease of this test, as it is reached through a port. */
    protected abstract Lease lease(Candidate candidate, int port, Timepiece clock);

    /** Takes the lease away where it is kept, as a person would. */
    protected abstract void delete();

    @AfterEach
    void close() {
        standing.forEach(Election::close);
    }

    private Election stand(String name) {
        return stand(name, port(), Timepiece.of(InstantSource.system(), System::nanoTime));
    }

    private Election stand(String name, int port, Timepiece clock) {
        Candidate candidate = new Candidate(name, "http://10.0.0.5:9095");
        Election election = LeaseElection.of(lease(candidate, port, clock), SHORT, clock);
        standing.add(election);
        return election;
    }

    protected static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Waits for it, and tells whether both ever led at once. */
    private static boolean bothUntil(Election next, Election before) {
        boolean[] both = {false};
        until(next.candidate().name() + " leads", () -> {
            both[0] |= before.leads() && next.leads();
            return next.leads();
        });
        return both[0];
    }

    @Test
    void oneLeadsAndTheOtherSaysWhoAndWhere() {
        Election first = stand("first");
        Election second = stand("second");
        assertThat(first.leads()).isTrue();
        assertThat(first.leader()).isEqualTo("first at http://10.0.0.5:9095");
        assertThat(second.leads()).isFalse();
        assertThat(second.isLed()).isTrue();
        assertThat(second.leader()).isEqualTo(first.leader());
    }

    @Test
    void itIsKeptForLongerThanItsLength() throws InterruptedException {
        Election first = stand("first");
        Election second = stand("second");
        long term = first.term();
        Thread.sleep(LENGTH.plusSeconds(2).toMillis());
        assertThat(first.leads()).isTrue();
        assertThat(first.term()).isEqualTo(term).isPositive();
        assertThat(second.leads()).isFalse();
    }

    @Test
    void whoStopsLeavesItToTheOtherAtOnce() {
        Election first = stand("first");
        Election second = stand("second");
        first.close();
        long closed = System.nanoTime();
        assertThat(first.leads()).isFalse();
        until("the second leads", second::leads);
        assertThat(Duration.ofNanos(System.nanoTime() - closed)).isLessThan(LENGTH);
        assertThat(second.term()).isGreaterThan(first.term());
    }

    @Test
    void whoResignsIsFollowedByTheOtherAndStandsAgainLater() {
        Election first = stand("first");
        Election second = stand("second");
        first.resign();
        assertThat(first.leads()).isFalse();
        assertThat(bothUntil(second, first)).isFalse();
        second.close();
        until("the first leads again", first::leads);
        assertThat(first.term()).isGreaterThan(second.term());
    }

    @Test
    void whoIsCutOffKnowsByItselfBeforeTheOtherMayLead() {
        try (TcpRelay relay = new TcpRelay(port())) {
            Election first = stand("first", relay.port(), Timepiece.of(InstantSource.system(), System::nanoTime));
            Election second = stand("second");
            assertThat(first.leads()).isTrue();
            relay.cut();
            assertThat(bothUntil(second, first)).isFalse();
            assertThat(first.leads()).isFalse();
            relay.mend();
            until("the first hears of the second", () -> first.leader().startsWith("second "));
        }
    }

    @Test
    void whoSleptPastItKnowsAtOnceAndComesBackUnderALaterTerm() {
        AtomicReference<Duration> slept = new AtomicReference<>(Duration.ZERO);
        Timepiece real = Timepiece.of(InstantSource.system(), System::nanoTime);
        Timepiece sleepy = () -> {
            Moment moment = real.moment();
            return new Moment(moment.wall().plus(slept.get()), moment.elapsed());
        };
        Election first = stand("first", port(), sleepy);
        long term = first.term();
        slept.set(LENGTH);
        assertThat(first.leads()).isFalse();
        until("it leads again", first::leads);
        assertThat(first.term()).isGreaterThan(term);
    }

    @Test
    void everyTermIsLaterThanAllBeforeAlsoOnceTheLeaseWasDeleted() {
        List<Long> terms = new ArrayList<>();
        for (String name : List.of("first", "second", "first", "third")) {
            Election election = stand(name);
            until(name + " leads", election::leads);
            terms.add(election.term());
            election.close();
            if (terms.size() > 1) {
                delete();
            }
        }
        assertThat(terms).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whoseLeaseIsDeletedGivesWayToALaterTerm() {
        Election first = stand("first");
        long term = first.term();
        Election second = stand("second");
        delete();
        until(
                "one alone leads under a later term",
                () -> first.leads() != second.leads() && (first.leads() ? first : second).term() > term);
    }
}
