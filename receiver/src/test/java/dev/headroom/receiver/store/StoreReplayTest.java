package dev.headroom.receiver.store;

import static dev.headroom.receiver.store.Samples.LATER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.sqlite.SqliteStore;
import dev.headroom.receiver.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row "duplicate, reordered, replayed notifications": whatever order they come in, and replayed as a whole, the store
 * ends as if each had come once and in order. Each order has a fingerprint of its own, so that all share one store.
 */
class StoreReplayTest {
    private static final Instant T0 = Instant.parse("2026-03-02T10:00:00Z");
    private static final AlertLifecycle LIFECYCLE = new AlertLifecycle(Duration.ofHours(1), Duration.ofMinutes(1));

    @TempDir
    Path folder;

    /** Two firings with their ends, and a third that lasts. */
    private static final List<Function<Fingerprint, AlertUpdate>> STORY = List.of(
            one -> AlertUpdate.firing(alert(one, 0)),
            one -> AlertUpdate.resolved(alert(one, 0), T0.plusSeconds(10)),
            one -> AlertUpdate.firing(alert(one, 20)),
            one -> AlertUpdate.resolved(alert(one, 20), T0.plusSeconds(30)),
            one -> AlertUpdate.firing(alert(one, 40)));

    @Test
    void everyOrderEndsAsInOrderAlsoAfterARestartAndAReplay() {
        for (int length = 1; length <= STORY.size(); length++) {
            List<List<Integer>> orders = orders(length);
            boolean fires = length % 2 == 1;
            Path file = folder.resolve(length + ".db");
            try (SqliteStore store = SqliteStore.open(file, LIFECYCLE, LATER)) {
                deliver(store, orders, 50);
                check(store, orders, fires);
                deliver(store, orders, 60);
                check(store, orders, fires);
            }
            try (SqliteStore store = SqliteStore.open(file, LIFECYCLE, LATER)) {
                check(store, orders, fires);
                deliver(store, orders, 70);
                check(store, orders, fires);
            }
        }
    }

    /** Delivers the first of each order, then the second of each, and each of them twice. */
    private static void deliver(Store store, List<List<Integer>> orders, int second) {
        for (int step = 0; step < orders.get(0).size(); step++) {
            List<AlertUpdate> updates = new ArrayList<>();
            for (int order = 0; order < orders.size(); order++) {
                updates.add(STORY.get(orders.get(order).get(step)).apply(fingerprint(order)));
            }
            store.receive(updates, Moment.steady(T0.plusSeconds(second).plusMillis(step)));
            store.receive(updates, Moment.steady(T0.plusSeconds(second).plusMillis(step)));
        }
    }

    private static void check(Store store, List<List<Integer>> orders, boolean fires) {
        Map<Fingerprint, AlertState> known = store.alerts().stream()
                .collect(Collectors.toMap(state -> state.alert().fingerprint(), Function.identity()));
        assertThat(known).hasSize(orders.size());
        Instant last = T0.plusSeconds(orders.get(0).size() / 2 * 20L);
        for (int order = 0; order < orders.size(); order++) {
            AlertState state = known.get(fingerprint(order));
            assertThat(state.firing()).as("%s: %s", orders.get(order), state).isEqualTo(fires);
            if (fires) {
                assertThat(state.alert().startsAt()).as("%s", orders.get(order)).isEqualTo(last);
            }
        }
    }

    private static List<List<Integer>> orders(int length) {
        List<List<Integer>> orders = List.of(List.of());
        for (int next = 0; next < length; next++) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> order : orders) {
                for (int at = 0; at <= order.size(); at++) {
                    List<Integer> with = new ArrayList<>(order);
                    with.add(at, next);
                    longer.add(with);
                }
            }
            orders = longer;
        }
        return orders;
    }

    private static Fingerprint fingerprint(int number) {
        return new Fingerprint("%016x".formatted(number + 1));
    }

    private static Alert alert(Fingerprint fingerprint, int second) {
        return new Alert(fingerprint, Map.of("alertname", "AppHighCPU"), Map.of(), T0.plusSeconds(second));
    }
}
