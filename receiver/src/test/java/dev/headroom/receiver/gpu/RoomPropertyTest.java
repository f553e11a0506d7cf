package dev.headroom.receiver.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.RandomCards.Pool;
import dev.headroom.receiver.gpu.RandomCards.Replica;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.gpu.VramGate.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever is read, reserved, loaded and taken by others in whatever order, on whole cards and on instances of MIG: an up
 * passes exactly where it fits, and goes where most is left. The test keeps its own books of who has which memory.
 */
class RoomPropertyTest {
    private static final int SEQUENCES = 10_000;
    private static final int STEPS = 30;
    private int ups;
    private int refusals;
    private int confirmed;
    private int withdrawn;

    @Test
    void anUpPassesExactlyWhereItFitsWithTwentyPercentLeft() {
        long first = System.nanoTime();
        for (long seed = first; seed < first + SEQUENCES; seed++) {
            RandomCards cards = RandomCards.of(new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                step(cards, "seed " + seed + ", step " + step);
            }
        }
        assertThat(ups).isGreaterThan(SEQUENCES);
        assertThat(refusals).isGreaterThan(SEQUENCES);
        assertThat(confirmed).isGreaterThan(SEQUENCES / 10);
        assertThat(withdrawn).isGreaterThan(SEQUENCES / 10);
    }

    private void step(RandomCards cards, String where) {
        switch (cards.random().nextInt(5)) {
            case 0 -> cards.othersMove();
            case 1 ->
                cards.any(true)
                        .ifPresent(replica -> replica.uses =
                                (long) (replica.seat.bytes() * cards.random().nextDouble()));
            case 2 -> cards.any(true).ifPresent(replica -> replica.loads = false);
            case 3 ->
                cards.any(false)
                        .ifPresent(replica -> cards.pool(replica.seat).replicas.remove(replica));
            default -> up(cards, where);
        }
    }

    private void up(RandomCards cards, String where) {
        Wish wish = cards.wish();
        VramGate gate = cards.gate();
        Room room = gate.ask(wish);
        List<Seat.OnGpu> seats = Seat.onGpus(room.seats());
        mustBeAsReckoned(cards, wish, room, where);
        if (room.fits() && cards.random().nextBoolean()) {
            cards.othersMove();
            Room again = cards.gate()
                    .reserving(room.seats())
                    .confirming(room.seats())
                    .ask(wish);
            if (!again.fits()) {
                withdrawn++;
                return;
            }
            confirmed++;
            assertThat(Seat.onGpus(again.seats()))
                    .as(where)
                    .extracting(Seat.OnGpu::uuid)
                    .containsExactlyElementsOf(
                            seats.stream().map(Seat.OnGpu::uuid).toList());
        }
        seats.forEach(seat -> cards.pool(seat).replicas.add(new Replica(seat)));
        for (Seat.OnGpu seat : seats) {
            Pool pool = cards.pool(seat);
            if ((pool.total - pool.promised()) * 5 < pool.total) {
                throw new AssertionError(where + ": " + pool.uuid + " is promised beyond 80 %: " + room.detail());
            }
        }
    }

    /** Each replica in its turn goes where most is left; where one has no place, none has. */
    private void mustBeAsReckoned(RandomCards cards, Wish wish, Room room, String where) {
        List<Pool> given = new ArrayList<>();
        for (int count = wish.from() + 1; count <= wish.to(); count++) {
            int next = count;
            Pool best = cards.pools().stream()
                    .max(Comparator.comparing(pool -> cards.left(pool, wish, next, given)))
                    .orElseThrow();
            long most = cards.left(best, wish, next, given);
            Pool taken = room.fits() ? cards.pool(Seat.onGpus(room.seats()).get(count - wish.from() - 1)) : best;
            if (room.fits() && (most < 0 || cards.left(taken, wish, next, given) != most)) {
                throw new AssertionError(where + ": replica " + count + " should be on " + best.uuid + ", where " + most
                        + " is left, not on " + taken.uuid + ": " + room.detail());
            }
            if (most < 0) {
                refusals++;
                return;
            }
            given.add(taken);
        }
        ups++;
        assertThat(room.fits()).as("%s: %s", where, room.detail()).isTrue();
    }
}
