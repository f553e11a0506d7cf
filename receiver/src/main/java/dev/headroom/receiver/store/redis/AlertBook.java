package dev.headroom.receiver.store.redis;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All alerts in memory, as of a change that has a number in Redis. A merge is computed here and written only where
 * Redis still has what it was computed from; else it is computed again from what others wrote meanwhile.
 */
final class AlertBook {
    /** Alertmanager gives up on an answer after 10 s, so the refusal must come before. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final int TRIES = 50;
    private static final long NOTHING_SEEN = -1;

    /** A state and how it is written in Redis. */
    private record Entry(AlertState state, String text) {}

    private final Link link;
    private final List<String> keys;
    private final AlertLifecycle lifecycle;
    private final Timepiece clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Fingerprint, Entry> known = new HashMap<>();
    private @Nullable List<AlertState> view;
    private long seen = NOTHING_SEEN;

    AlertBook(Link link, Keys keys, AlertLifecycle lifecycle, Timepiece clock) {
        this.link = link;
        this.keys = keys.alerts();
        this.lifecycle = lifecycle;
        this.clock = clock;
    }

    List<AlertState> all() {
        return alone(() -> {
            refresh();
            List<AlertState> present =
                    view == null ? known.values().stream().map(Entry::state).toList() : view;
            view = present;
            return present;
        });
    }

    void receive(List<AlertUpdate> updates, Moment now) {
        merge(draft -> {
            for (AlertUpdate update : updates) {
                draft.put(lifecycle.after(draft.known(update.alert().fingerprint()), update, now));
            }
        });
    }

    void reconcile(List<Alert> active, boolean complete, Moment asked, Moment now) {
        Set<Fingerprint> listed = active.stream().map(Alert::fingerprint).collect(Collectors.toSet());
        merge(draft -> {
            for (Alert alert : active) {
                draft.put(lifecycle.listed(draft.known(alert.fingerprint()), alert, asked, now));
            }
            draft.each(state -> complete
                            && !listed.contains(state.alert().fingerprint())
                            && lifecycle.missing(state, asked))
                    .forEach(state -> draft.put(lifecycle.ended(state, asked, now)));
        });
    }

    void compact(Moment now) {
        merge(draft -> draft.each(state -> lifecycle.forgotten(state, now)).forEach(draft::forget));
    }

    private void merge(Consumer<Draft> news) {
        alone(() -> {
            for (int tries = 0; tries < TRIES; tries++) {
                refresh();
                Draft draft = new Draft();
                news.accept(draft);
                if (draft.changes.isEmpty() || draft.written()) {
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

    private void refresh() {
        List<String> answer = link.list(Script.CHANGES, keys, List.of(Long.toString(seen)));
        boolean changed = answer.size() > 2 || answer.get(1).equals("all");
        if (answer.get(1).equals("all")) {
            known.clear();
        }
        for (int i = 2; i < answer.size(); i += 2) {
            String text = answer.get(i + 1);
            known.put(
                    new Fingerprint(answer.get(i)),
                    new Entry(StoredAlert.read(text).state(clock.moment()), text));
        }
        seen = Long.parseLong(answer.get(0));
        if (changed) {
            view = null;
        }
    }

    private <T> T alone(Supplier<T> work) {
        take();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private void take() {
        try {
            if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreException(
                        "no turn at " + link.address() + " within " + PATIENCE.toMillis() + " ms; it is too slow");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted before " + link.address() + " was asked", e);
        }
    }

    /** The changes of one merge, over what is known. */
    private final class Draft {
        private final Map<Fingerprint, @Nullable AlertState> changes = new LinkedHashMap<>();

        @Nullable
        AlertState known(Fingerprint fingerprint) {
            if (changes.containsKey(fingerprint)) {
                return changes.get(fingerprint);
            }
            Entry entry = known.get(fingerprint);
            return entry == null ? null : entry.state();
        }

        void put(AlertState state) {
            Fingerprint fingerprint = state.alert().fingerprint();
            if (!state.equals(known(fingerprint))) {
                changes.put(fingerprint, state);
            }
        }

        List<AlertState> each(Predicate<AlertState> which) {
            return AlertBook.this.known.keySet().stream()
                    .flatMap(fingerprint -> Stream.ofNullable(known(fingerprint)))
                    .filter(which)
                    .toList();
        }

        void forget(AlertState state) {
            changes.put(state.alert().fingerprint(), null);
        }

        /** Writes it, and takes it over into memory; false where Redis has other values by now. */
        boolean written() {
            Map<Fingerprint, String> texts = new LinkedHashMap<>();
            changes.forEach((fingerprint, state) -> texts.put(
                    fingerprint, state == null ? "" : StoredAlert.of(state).text()));
            List<String> answer = link.list(Script.MERGE, keys, triples(texts));
            if (answer.isEmpty()) {
                return false;
            }
            if (Long.parseLong(answer.get(1)) == Math.max(seen, 0)) {
                seen = Long.parseLong(answer.get(0));
            }
            texts.forEach(this::takeOver);
            view = null;
            return true;
        }

        private List<String> triples(Map<Fingerprint, String> texts) {
            List<String> triples = new ArrayList<>();
            texts.forEach((fingerprint, text) -> {
                Entry before = known.get(fingerprint);
                triples.addAll(List.of(fingerprint.value(), before == null ? "" : before.text(), text));
            });
            return triples;
        }

        private void takeOver(Fingerprint fingerprint, String text) {
            AlertState state = changes.get(fingerprint);
            if (state == null) {
                known.remove(fingerprint);
            } else {
                known.put(fingerprint, new Entry(state, text));
            }
        }
    }
}
