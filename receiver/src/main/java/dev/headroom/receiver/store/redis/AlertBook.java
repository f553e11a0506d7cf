package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.AlertChanges;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.json.StoredJson;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All alerts in memory, as of a change that has a number in Redis. A merge is computed here and written only where
 * Redis still has what it was computed from; else it is computed again from what others wrote meanwhile.
 */
final class AlertBook {
    /** Alertmanager gives up on an answer after 10 s, so the refusal must come before. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final int TRIES = 50;
    private static final long NOTHING_SEEN = -1;

    private final Link link;
    private final Pen pen;
    private final AlertLifecycle lifecycle;
    private final Timepiece clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Fingerprint, AlertState> known = new HashMap<>();
    /** As they are written in Redis. */
    private final Map<Fingerprint, String> texts = new HashMap<>();

    private long seen = NOTHING_SEEN;

    AlertBook(Link link, Pen pen, AlertLifecycle lifecycle, Timepiece clock) {
        this.link = link;
        this.pen = pen;
        this.lifecycle = lifecycle;
        this.clock = clock;
    }

    List<AlertState> all() {
        return alone(() -> {
            refresh();
            return List.copyOf(known.values());
        });
    }

    /** @param term of who makes the change */
    void merge(long term, Consumer<AlertChanges> news) {
        alone(() -> {
            for (int tries = 0; tries < TRIES; tries++) {
                refresh();
                AlertChanges changes = new AlertChanges(lifecycle, known);
                news.accept(changes);
                if (changes.all().isEmpty() || written(term, changes.all())) {
                    return true;
                }
                if (tries > 0) {
                    seen = NOTHING_SEEN; // what is known differs although nothing changed: forget it
                }
            }
            throw new StoreException("cannot merge alerts in " + link.address()
                    + ": others changed the same ones each time; it is tried again when they are sent again");
        });
    }

    /** Writes them, and takes them over into memory; false where Redis has other values by now. */
    private boolean written(long term, Map<Fingerprint, Optional<AlertState>> changes) {
        List<String> words = new ArrayList<>(List.of(Long.toString(term)));
        changes.forEach((fingerprint, state) ->
                words.addAll(List.of(fingerprint.value(), texts.getOrDefault(fingerprint, ""), text(state))));
        List<String> answer = link.list(Script.MERGE, words);
        if (answer.isEmpty()) {
            return false;
        }
        pen.checked(answer.get(0));
        if (Long.parseLong(answer.get(1)) == Math.max(seen, 0)) {
            seen = Long.parseLong(answer.get(0));
        }
        changes.forEach((fingerprint, state) ->
                state.ifPresentOrElse(one -> know(fingerprint, one, text(state)), () -> forget(fingerprint)));
        return true;
    }

    private static String text(Optional<AlertState> state) {
        return state.map(present -> StoredJson.write(StoredAlert.of(present))).orElse("");
    }

    private void know(Fingerprint fingerprint, AlertState state, String text) {
        known.put(fingerprint, state);
        texts.put(fingerprint, text);
    }

    private void forget(Fingerprint fingerprint) {
        known.remove(fingerprint);
        texts.remove(fingerprint);
    }

    private void refresh() {
        List<String> answer = link.list(Script.CHANGES, List.of(Long.toString(seen)));
        if (answer.get(1).equals("all")) {
            known.clear();
            texts.clear();
        }
        for (int i = 2; i < answer.size(); i += 2) {
            String text = answer.get(i + 1);
            know(
                    new Fingerprint(answer.get(i)),
                    StoredJson.read(text, StoredAlert.class).state(clock.moment()),
                    text);
        }
        seen = Long.parseLong(answer.get(0));
    }

    private <T> T alone(Supplier<T> work) {
        try {
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreException(
                        "no turn at " + link.address() + " within " + PATIENCE.toMillis() + " ms; it is too slow");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted before " + link.address() + " was asked", e);
        }
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
