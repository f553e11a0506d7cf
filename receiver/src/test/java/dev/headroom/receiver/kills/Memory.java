package dev.headroom.receiver.kills;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.sqlite.SqliteStore;
import dev.headroom.receiver.time.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All that a store remembers, as the product itself reads it after a kill. */
record Memory(List<AlertState> alerts, List<Action> actions, List<Rollout> rollouts, List<DecisionRecord> decisions) {

    private static final int ALL = 1_000_000;

    /** Opens the file, which recovers it, reads it, and closes it. */
    static Memory of(Path store) {
        try (SqliteStore open = SqliteStore.open(
                store, new AlertLifecycle(Duration.ofHours(1), Duration.ofHours(1)), Moment.steady(Instant.now()))) {
            return new Memory(
                    open.alerts().stream()
                            .sorted(Comparator.comparing(
                                    state -> state.alert().fingerprint().value()))
                            .toList(),
                    open.actions(Instant.EPOCH),
                    open.rollouts(),
                    open.decisions(null, null, ALL));
        }
    }

    Set<String> fingerprints() {
        return alerts.stream().map(state -> state.alert().fingerprint().value()).collect(Collectors.toSet());
    }

    /** The newest line of a service's history that is a hold. */
    boolean refuses(String service) {
        return decisions.stream()
                .filter(line -> line.explanation().service().equals(service))
                .findFirst()
                .filter(line -> line.explanation().verdicts().stream().anyMatch(verdict -> !verdict.passed()))
                .isPresent();
    }
}
