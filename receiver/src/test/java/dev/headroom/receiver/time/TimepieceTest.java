package dev.headroom.receiver.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Both clocks, read as one; and what the wall clock showed while it was set. */
class TimepieceTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private Instant wall = START;
    private long ticks = 77;
    private Duration heldUp = Duration.ZERO;
    private final Timepiece clock = Timepiece.of(this::wall, () -> ticks);

    @Test
    void beingHeldUpBetweenTheTwoIsNoJump() {
        Moment before = clock.moment();
        heldUp = Duration.ofMinutes(3);
        Moment after = clock.moment();
        assertThat(after.since(before)).isEqualTo(Duration.ofMinutes(3));
        assertThat(after.jumpedSince(before)).isFalse();
    }

    @Test
    void aClockThatIsSetAndAMachineThatSleptAreJumps() {
        Moment before = clock.moment();
        wall = wall.plusSeconds(480);
        assertThat(clock.moment().jumpedSince(before)).isTrue();
        assertThat(clock.moment().since(before)).isZero();
        wall = wall.minusSeconds(476);
        assertThat(clock.moment().jumpedSince(before))
                .as("as clocks are corrected")
                .isFalse();
    }

    @Test
    void whatIsStoredWithALaterTimeIsNew() {
        Moment now = clock.moment();
        assertThat(now.since(now.recall(START.plusSeconds(99)))).isZero();
        assertThat(now.since(now.recall(START.minusSeconds(99)))).isEqualTo(Duration.ofSeconds(99));
    }

    @Test
    void whatWasStoredBeforeAJumpIsFoundAfterIt() {
        PastWall past = new PastWall(clock.moment());
        later(Duration.ofHours(1));
        past.look(clock.moment());
        wall = wall.plus(Duration.ofDays(2));
        past.look(clock.moment());
        later(Duration.ofMinutes(10));
        past.look(clock.moment());
        assertThat(past.earliest(Duration.ofMinutes(5))).isEqualTo(wall.minusSeconds(300));
        assertThat(past.earliest(Duration.ofMinutes(30))).isEqualTo(START.plus(Duration.ofMinutes(40)));
        assertThat(past.earliest(Duration.ofDays(1)))
                .isEqualTo(START.plus(Duration.ofMinutes(70)).minus(Duration.ofDays(1)));
        wall = wall.minus(Duration.ofDays(9));
        past.look(clock.moment());
        assertThat(past.earliest(Duration.ofMinutes(5))).isEqualTo(wall);
    }

    private void later(Duration time) {
        wall = wall.plus(time);
        ticks += time.toNanos();
    }

    private Instant wall() {
        Duration passed = heldUp;
        heldUp = Duration.ZERO;
        later(passed);
        return wall;
    }

    @Test
    void whatIsToldOfAnInstantIsTheSameAtEachLook() {
        Moment now = new Moment(Instant.parse("2026-11-24T12:00:00.000001Z"), Duration.ofDays(3));
        Duration then = now.elapsed().plusSeconds(600);
        Moment later = new Moment(
                now.wall().plusSeconds(5).minusNanos(1500), now.elapsed().plusSeconds(5));
        assertThat(later.wallAt(then)).isNotEqualTo(now.wallAt(then));
        assertThat(later.toldAt(then)).isEqualTo(now.toldAt(then)).isEqualTo("2026-11-24T12:10:00Z");
    }
}
