package dev.headroom.receiver.backtest.model;

import dev.headroom.receiver.backtest.trace.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One service as a queue: requests wait in one line for any replica that is ready and takes the first of them. One that is
 * stopped takes no new work and goes, or falls asleep, when its last request is done; no request is cut off. Time is in seconds since the
 * trace began, and only goes on.
 */
public final class QueueModel {

    private final Capacity capacity;
    private final List<Request> requests;
    private final Ledger ledger;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Replica> leaving = new ArrayList<>();
    private final Deque<Request> waiting = new ArrayDeque<>();
    private int next;
    private double now;
    private double pastSeconds;
    private double allReady;
    private int asleep;

    /** {@code count} replicas, ready at the beginning. */
    public QueueModel(Capacity capacity, int count, List<Request> requests, Ledger ledger) {
        this.capacity = capacity;
        this.requests = requests;
        this.ledger = ledger;
        this.asleep = capacity.sleep().most();
        for (int number = 1; number <= count; number++) {
            replicas.add(new Replica(number, 0, 0, Engine.of(capacity.work())));
        }
    }

    /** Lets time pass until {@code to}. */
    public void advance(double to) {
        for (double event = nextEvent(); event <= to; event = nextEvent()) {
            now = event;
            complete();
            arrive();
            begin();
        }
        now = to;
        giveUp();
    }

    /** Lets time pass until every request is done or has failed; arrivals may still come. */
    public void drain() {
        while (next < requests.size() || running() > 0 || !waiting.isEmpty()) {
            advance(Math.max(now + 1, Math.min(nextEvent(), now + capacity.giveUp() + 1)));
        }
    }

    /** Makes the count {@code count}; of those that must go, those not in {@code kept} and with high numbers first. */
    public void scaleTo(int count, Set<Integer> kept) {
        List<Replica> lastToGo = new ArrayList<>(replicas);
        lastToGo.sort(Comparator.comparing((Replica replica) -> !kept.contains(replica.number()))
                .thenComparing(Replica::number));
        while (lastToGo.size() > count) {
            leave(lastToGo.remove(lastToGo.size() - 1));
        }
        while (replicas.size() < count) {
            int number = replicas.stream().mapToInt(Replica::number).max().orElse(0) + 1;
            double ready = now + (asleep > 0 ? capacity.sleep().wake() : capacity.warmup());
            asleep = Math.max(0, asleep - 1);
            replicas.add(new Replica(number, now, ready, Engine.of(capacity.work())));
            allReady = Math.max(allReady, ready);
        }
    }

    private void leave(Replica replica) {
        replicas.remove(replica);
        leaving.add(replica);
        sweep();
    }

    private double nextEvent() {
        double event = next < requests.size() ? requests.get(next).at() : Double.POSITIVE_INFINITY;
        for (Replica replica : replicas) {
            event = Math.min(event, replica.engine().next());
        }
        for (Replica replica : leaving) {
            event = Math.min(event, replica.engine().next());
        }
        return now < allReady ? Math.min(event, nextReady()) : event;
    }

    private double nextReady() {
        double next = Double.POSITIVE_INFINITY;
        for (Replica replica : replicas) {
            next = replica.readyAt() > now ? Math.min(next, replica.readyAt()) : next;
        }
        return next;
    }

    private void complete() {
        for (Replica replica : replicas) {
            replica.engine().advance(now, ledger);
        }
        for (Replica replica : leaving) {
            replica.engine().advance(now, ledger);
        }
        sweep();
    }

    private void sweep() {
        for (Iterator<Replica> all = leaving.iterator(); all.hasNext(); ) {
            Replica replica = all.next();
            if (replica.engine().busy() == 0) {
                all.remove();
                pastSeconds += now - replica.startedAt();
                asleep += replica.readyAt() <= now && asleep < capacity.sleep().most() ? 1 : 0;
            }
        }
    }

    private void arrive() {
        for (; next < requests.size() && requests.get(next).at() <= now; next++) {
            ledger.arrived();
            if (capacity.work().fits(requests.get(next))) {
                waiting.add(requests.get(next));
            } else {
                ledger.failed(now);
            }
        }
    }

    private void begin() {
        giveUp();
        for (Request request = waiting.peek(); request != null; request = waiting.peek()) {
            Replica replica = freest(request);
            if (replica == null) {
                return;
            }
            waiting.remove();
            replica.engine().begin(request, now);
            ledger.begun(now - request.at(), request.work());
        }
    }

    private void giveUp() {
        for (Request first = waiting.peek();
                first != null && first.at() + capacity.giveUp() < now;
                first = waiting.peek()) {
            waiting.remove();
            ledger.failed(first.at() + capacity.giveUp());
        }
    }

    private @Nullable Replica freest(Request request) {
        Replica freest = null;
        for (int i = 0; i < replicas.size(); i++) {
            Replica replica = replicas.get(i);
            boolean free = replica.readyAt() <= now && replica.engine().takes(request);
            if (free
                    && (freest == null
                            || replica.engine().busy() < freest.engine().busy())) {
                freest = replica;
            }
        }
        return freest;
    }

    /** Those that the count is made of, by rising number. */
    public List<Replica> replicas() {
        return List.copyOf(replicas);
    }

    public double now() {
        return now;
    }

    public int count() {
        return replicas.size();
    }

    public int ready() {
        int ready = 0;
        for (Replica replica : replicas) {
            ready += replica.readyAt() <= now ? 1 : 0;
        }
        return ready;
    }

    /** Replicas that sleep, and are no part of the count. */
    int asleep() {
        return asleep;
    }

    /** Requests that wait for a replica. */
    public int waiting() {
        return waiting.size();
    }

    /** Requests that are worked on, those of replicas that are leaving included. */
    public int running() {
        return Stream.concat(replicas.stream(), leaving.stream())
                .mapToInt(replica -> replica.engine().busy())
                .sum();
    }

    /** Requests that each of the ready replicas works on. */
    public int[] busy() {
        return replicas.stream()
                .filter(replica -> replica.readyAt() <= now)
                .mapToInt(replica -> replica.engine().busy())
                .toArray();
    }

    /** How full the fullest KV cache of the ready replicas is, 0 to 1; NaN where none is ready or none has one. */
    double fullestCache() {
        return replicas.stream()
                .filter(replica -> replica.readyAt() <= now)
                .mapToDouble(replica -> replica.engine().cache())
                .max()
                .orElse(Double.NaN);
    }

    /** Seconds of all replicas until now, warm-up and leaving included; those that sleep are not. */
    public double replicaSeconds() {
        double seconds = pastSeconds;
        for (Replica replica : replicas) {
            seconds += now - replica.startedAt();
        }
        for (Replica replica : leaving) {
            seconds += now - replica.startedAt();
        }
        return seconds;
    }
}
