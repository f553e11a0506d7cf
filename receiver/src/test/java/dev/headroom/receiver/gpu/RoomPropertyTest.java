package dev.headroom.receiver.gpu;

import static dev.headroom.receiver.gpu.Rack.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.gpu.VramGate.Warning;
import dev.headroom.receiver.gpu.VramGate.Wish;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.GpuNeeds.Placement;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever is read, reserved, loaded and taken by others in whatever order, on whole cards and on instances of MIG: an up
 * passes exactly where it fits, and goes where most is left. The test keeps its own books of who has which memory.
 */
class RoomPropertyTest {
    private static final int SEQUENCES = 10_000;
    private static final int STEPS = 30;
    private static final long MIB = 1L << 20;
    private int ups;
    private int refusals;
    private int confirmed;
    private int withdrawn;

    /** A piece of memory: a whole card, or one instance. */
    private static final class Pool {
        private final int index;
        private final String uuid;
        private final long total;
        private long others;
        private final List<Replica> replicas = new ArrayList<>();

        Pool(int index, String uuid, long total) {
            this.index = index;
            this.uuid = uuid;
            this.total = total;
        }

        Gpu read() {
            long used = others
                    + replicas.stream().mapToLong(replica -> replica.uses).sum();
            return new Gpu(index, uuid, "GPU", new Gpu.Memory(total, Math.max(0, total - used)), null, List.of());
        }

        /** What is taken when all that were given a place have all that they may come to use. */
        long promised() {
            return others + replicas.stream().mapToLong(Replica::promised).sum();
        }
    }

    /** One that loads has a seat, and uses by and by what it was given. */
    private static final class Replica {
        private final Seat.OnGpu seat;
        private long uses;
        private boolean loads = true;

        Replica(Seat.OnGpu seat) {
            this.seat = seat;
        }

        long promised() {
            return loads ? seat.bytes() : uses;
        }
    }

    private record World(Random random, List<Pool> pools, List<ServicePolicy> services) {

        static World of(Random random) {
            List<Pool> pools = new ArrayList<>();
            for (int card = 0; card <= random.nextInt(3); card++) {
                int parts = random.nextBoolean() ? 1 : 1 + random.nextInt(7);
                for (int part = 0; part < parts; part++) {
                    String uuid = parts == 1 ? "GPU-" + card : "MIG-" + card + "-" + part;
                    pools.add(new Pool(card, uuid, (1 + random.nextInt(80_000)) * MIB));
                }
            }
            List<ServicePolicy> services = IntStream.range(0, 3)
                    .mapToObj(number -> service("service-" + number, random))
                    .toList();
            World world = new World(random, pools, services);
            world.othersMove();
            return world;
        }

        private static ServicePolicy service(String name, Random random) {
            List<Placement> placement = random.nextBoolean()
                    ? List.of()
                    : List.of(new Placement(0, 4, List.of(random.nextInt(3))), new Placement(5, null, List.of(0, 1)));
            return new ServicePolicy(
                    name,
                    new ReplicaLimits(1, 9, 1, 1),
                    Timings.DEFAULT,
                    new GpuNeeds(true, (1 + random.nextInt(20_000)) * MIB, placement),
                    new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
                    12,
                    new ServicePolicy.Targets(0, 0),
                    Map.of());
        }

        /** Processes that Headroom knows nothing of, on cards that it shares with them. */
        void othersMove() {
            for (Pool pool : pools) {
                pool.others = random.nextInt(3) == 0 ? 0 : (long) (random.nextDouble() * pool.total);
            }
        }

        Optional<Replica> any(boolean loads) {
            List<Replica> found = pools.stream()
                    .flatMap(pool -> pool.replicas.stream())
                    .filter(replica -> replica.loads == loads)
                    .toList();
            return found.isEmpty() ? Optional.empty() : Optional.of(found.get(random.nextInt(found.size())));
        }

        VramGate gate() {
            List<Seat.OnGpu> taken = pools.stream()
                    .flatMap(pool -> pool.replicas.stream())
                    .filter(replica -> replica.loads)
                    .map(replica -> replica.seat)
                    .toList();
            GpuSnapshot snapshot =
                    new GpuSnapshot(NOW, pools.stream().map(Pool::read).toList(), List.of());
            MeasuredGate.Facts facts = new MeasuredGate.Facts(NOW, Duration.ofSeconds(30), false, Map.of());
            return new MeasuredGate(new GpuReading(snapshot, ""), facts, taken, null);
        }

        Wish wish() {
            int from = random.nextInt(7);
            Pool pool = pools.get(random.nextInt(pools.size()));
            String named = random.nextBoolean() ? pool.uuid : String.valueOf(pool.index);
            return new Wish(
                    services.get(random.nextInt(services.size())),
                    from,
                    from + 1 + random.nextInt(3),
                    random.nextInt(4) > 0 ? List.of() : List.of(new Warning("VRAMHeadroomLow", named)));
        }

        /** What stays free for sure where one more has this place; less than nothing where it may not be. */
        long left(Pool pool, Wish wish, int count, List<Pool> given) {
            List<Integer> allowed = wish.service().gpu().gpusFor(count);
            boolean barred = wish.warnings().stream()
                    .anyMatch(warning -> pool.uuid.equals(warning.gpu())
                            || String.valueOf(pool.index).equals(warning.gpu()));
            if (barred || (allowed != null && !allowed.contains(pool.index))) {
                return -1;
            }
            long need = wish.service().gpu().vramPerReplica();
            long seats = pool.replicas.stream()
                    .filter(replica -> replica.loads)
                    .mapToLong(replica -> replica.seat.bytes())
                    .sum();
            long before = given.stream().filter(pool::equals).count() * need;
            long left = pool.read().memory().free() - seats - before - need;
            return left * 5 >= pool.total ? left : -1;
        }

        Pool pool(Seat.OnGpu seat) {
            return pools.stream()
                    .filter(pool -> pool.uuid.equals(seat.uuid()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void anUpPassesExactlyWhereItFitsWithTwentyPercentLeft() {
        long first = System.nanoTime();
        for (long seed = first; seed < first + SEQUENCES; seed++) {
            World world = World.of(new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                step(world, "seed " + seed + ", step " + step);
            }
        }
        assertThat(ups).isGreaterThan(SEQUENCES);
        assertThat(refusals).isGreaterThan(SEQUENCES);
        assertThat(confirmed).isGreaterThan(SEQUENCES / 10);
        assertThat(withdrawn).isGreaterThan(SEQUENCES / 10);
    }

    private void step(World world, String where) {
        switch (world.random.nextInt(5)) {
            case 0 -> world.othersMove();
            case 1 ->
                world.any(true)
                        .ifPresent(replica -> replica.uses = (long) (replica.seat.bytes() * world.random.nextDouble()));
            case 2 -> world.any(true).ifPresent(replica -> replica.loads = false);
            case 3 ->
                world.any(false)
                        .ifPresent(replica -> world.pool(replica.seat).replicas.remove(replica));
            default -> up(world, where);
        }
    }

    private void up(World world, String where) {
        Wish wish = world.wish();
        VramGate gate = world.gate();
        Room room = gate.ask(wish);
        List<Seat.OnGpu> seats = Seat.onGpus(room.seats());
        mustBeAsReckoned(world, wish, room, where);
        if (room.fits() && world.random.nextBoolean()) {
            world.othersMove();
            Room again = world.gate()
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
        seats.forEach(seat -> world.pool(seat).replicas.add(new Replica(seat)));
        for (Seat.OnGpu seat : seats) {
            Pool pool = world.pool(seat);
            if ((pool.total - pool.promised()) * 5 < pool.total) {
                throw new AssertionError(where + ": " + pool.uuid + " is promised beyond 80 %: " + room.detail());
            }
        }
    }

    /** Each replica in its turn goes where most is left; where one has no place, none has. */
    private void mustBeAsReckoned(World world, Wish wish, Room room, String where) {
        List<Pool> given = new ArrayList<>();
        for (int count = wish.from() + 1; count <= wish.to(); count++) {
            int next = count;
            Pool best = world.pools.stream()
                    .max(Comparator.comparing(pool -> world.left(pool, wish, next, given)))
                    .orElseThrow();
            long most = world.left(best, wish, next, given);
            Pool taken = room.fits() ? world.pool(Seat.onGpus(room.seats()).get(count - wish.from() - 1)) : best;
            if (room.fits() && (most < 0 || world.left(taken, wish, next, given) != most)) {
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
