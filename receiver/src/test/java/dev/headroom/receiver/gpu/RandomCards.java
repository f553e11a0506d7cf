package dev.headroom.receiver.gpu;

import static dev.headroom.receiver.gpu.Rack.NOW;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Cards of random sizes, some of them divided by MIG, that replicas share with processes of others; and services that want
 * more replicas. It keeps the books of who has which memory, and was promised which.
 */
record RandomCards(Random random, List<Pool> pools, List<ServicePolicy> services) {
    private static final long MIB = 1L << 20;

    /** A piece of memory: a whole card, or one instance. */
    static final class Pool {
        final int index;
        final String uuid;
        final long total;
        private long others;
        final List<Replica> replicas = new ArrayList<>();

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
    static final class Replica {
        final Seat.OnGpu seat;
        long uses;
        boolean loads = true;

        Replica(Seat.OnGpu seat) {
            this.seat = seat;
        }

        long promised() {
            return loads ? seat.bytes() : uses;
        }
    }

    static RandomCards of(Random random) {
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
        RandomCards world = new RandomCards(random, pools, services);
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
