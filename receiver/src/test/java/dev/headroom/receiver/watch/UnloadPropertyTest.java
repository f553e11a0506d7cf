package dev.headroom.receiver.watch;

import static dev.headroom.receiver.gpu.Rack.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.headroom.receiver.gpu.GpuReading;
import dev.headroom.receiver.gpu.MeasuredGate;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.Use.Work;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.gpu.VramGate.Wish;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.watch.RandomModels.Card;
import dev.headroom.receiver.watch.RandomModels.Loaded;
import dev.headroom.receiver.watch.RandomModels.Server;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Whatever is loaded, requested, wished for and unloaded in whatever order, on whole cards and on instances of MIG: no model
 * goes that may be in use, nor for want of room where it is not; where one can go, it does; and an up goes where it fits. The
 * test keeps its own books.
 */
class UnloadPropertyTest {
    private static final int SEQUENCES = 10_000;
    private static final int STEPS = 12;

    private int unloads;
    private int forUps;
    private int ups;
    private int stayed;

    @BeforeAll
    static void saysNothing() {
        ((Logger) LoggerFactory.getLogger(EventLog.class)).setLevel(Level.OFF);
    }

    @AfterAll
    static void saysAll() {
        ((Logger) LoggerFactory.getLogger(EventLog.class)).setLevel(null);
    }

    @Test
    void onlyAnIdleModelGoesAndOnlyFromWhereRoomIsWanted() {
        long first = System.nanoTime();
        for (long seed = first; seed < first + SEQUENCES; seed++) {
            Random random = new Random(seed);
            RandomModels world = new RandomModels(random);
            Unloader unloader = new Unloader(
                    List.copyOf(world.servers),
                    new EventLog(event -> {}),
                    new Footprints(UnloaderTest.NOTHING, List.of()));
            for (int step = 0; step < STEPS; step++) {
                Instant now = NOW.plusSeconds(5L * step);
                world.move();
                look(world, unloader, wish(random), now, "seed " + seed + ", step " + step);
            }
        }
        assertThat(unloads).isGreaterThan(SEQUENCES / 2);
        assertThat(forUps).isGreaterThan(SEQUENCES / 50);
        assertThat(stayed).isGreaterThan(SEQUENCES / 50);
        assertThat(ups).isGreaterThan(SEQUENCES);
    }

    private static Wish wish(Random random) {
        List<GpuNeeds.Placement> places =
                random.nextBoolean() ? List.of() : List.of(new GpuNeeds.Placement(0, null, List.of(random.nextInt(3))));
        ServicePolicy service = new ServicePolicy(
                "worker-llm",
                new ReplicaLimits(1, 9, 1, 1),
                Timings.DEFAULT,
                new GpuNeeds(true, Rack.bytes(1 + random.nextInt(30)), places),
                new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
                12,
                new ServicePolicy.Targets(0, 0),
                Map.of());
        return new Wish(service, 1, 2, List.of());
    }

    private void look(RandomModels world, Unloader unloader, Wish wish, Instant now, String where) {
        RoomWish urgent = ask(world, wish, now, where);
        List<Card> due = world.cards.stream().filter(card -> isDue(world, card)).toList();
        Map<Card, Double> free = world.cards.stream().collect(Collectors.toMap(card -> card, world::free));
        free.forEach((card, bytes) -> card.mostSince = Math.max(card.mostSince, bytes));
        unloader.look(world.read(now), urgent, now);
        List<Card> from = new ArrayList<>();
        for (Server server : world.servers) {
            for (Loaded model : server.unloaded) {
                String what = where + ": " + model.name + " of " + server.terms.gpus();
                mustHaveBeenIdle(model, what);
                mustHaveBeenWanted(world, model, free, urgent, what);
                mustHaveBeenMeasured(model, now, what);
                model.cards.forEach(card -> card.unloaded(now, free.get(card), model.cards.size() > 1));
                from.addAll(model.cards);
            }
        }
        assertThat(from).as(where).doesNotHaveDuplicates();
        assertThat(due.isEmpty() || !from.isEmpty())
                .as("%s: one goes where one can", where)
                .isTrue();
        stayed += world.servers.stream().anyMatch(server -> server.hurries) && from.isEmpty() ? 1 : 0;
        unloads += from.size();
    }

    /** What an up wants that no card has room for. */
    private RoomWish ask(RandomModels world, Wish wish, Instant now, String where) {
        MeasuredGate.Facts facts = new MeasuredGate.Facts(now, Duration.ofSeconds(30), false, Map.of());
        Room room = new MeasuredGate(new GpuReading(world.read(now), ""), facts, List.of(), null).ask(wish);
        for (Seat.OnGpu seat : Seat.onGpus(room.seats())) {
            Card card = world.cards.stream()
                    .filter(one -> one.uuid.equals(seat.uuid()))
                    .findFirst()
                    .orElseThrow();
            assertThat(Rack.bytes(world.free(card)) - seat.bytes())
                    .as(where)
                    .isGreaterThanOrEqualTo(Rack.bytes(card.total) / 5);
            ups++;
        }
        GpuNeeds needs = wish.service().gpu();
        return room.fits()
                ? RoomWish.NONE
                : new RoomWish(needs, wish.to(), Objects.requireNonNull(needs.vramPerReplica()));
    }

    private static boolean isDue(RandomModels world, Card card) {
        return world.cards.stream().allMatch(Card::neverUnloaded)
                && world.isLow(card)
                && !world.mayBeTakenByDesign(card)
                && world.canLetGo(card);
    }

    private static void mustHaveBeenIdle(Loaded model, String what) {
        assertThat(model.work).as(what).isEqualTo(Work.IDLE);
        assertThat(model.kept || model.name.equals("pinned")).as(what).isFalse();
    }

    private void mustHaveBeenWanted(
            RandomModels world, Loaded model, Map<Card, Double> free, RoomWish urgent, String what) {
        boolean low = model.cards.stream()
                .anyMatch(card -> free.get(card) < 0.2 * card.total && !world.mayBeTakenByDesign(card));
        boolean wished = urgent.isSome() && model.cards.stream().anyMatch(card -> urgent.allows(card.index));
        forUps += low ? 0 : 1;
        assertThat(low || wished).as(what).isTrue();
    }

    /** One at a time: the next when two readings have told what the last one freed where this one should make room. */
    private static void mustHaveBeenMeasured(Loaded model, Instant now, String what) {
        assertThat(model.cards)
                .as(what)
                .allMatch(card ->
                        card.neverUnloaded() || !card.unloaded.plusSeconds(10).isAfter(now))
                .anyMatch(card -> card.neverUnloaded() || card.isMeasured(now));
    }
}
