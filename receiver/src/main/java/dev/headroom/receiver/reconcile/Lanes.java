package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sequential lane a service, in which alone its target is called: a target that hangs stops its own service only.
 */
final class Lanes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

    /** Threads beside those of busy lanes: a look takes no time, so a thousand services do not need a thousand. */
    private static final int FREE = 16;

    /** A pool makes a thread for each task until it has them all: those that wait longer than an evaluation are in excess. */
    private static final Duration IDLE = Duration.ofSeconds(6);

    /** How often an order asks for it, for five seconds: the first lists of a large cluster take one or two. */
    private static final int FIRST_LOOKS = 100;

    private final ScalingTarget target;
    private final Timepiece clock;
    private final Duration freshness;
    private final ExecutorService pool;
    private final Map<String, CompletableFuture<Void>> running = new ConcurrentHashMap<>();
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private volatile String failed = "";
    private final Tidings problems = new Tidings("known again");
    private final Tidings obstacles = new Tidings("nothing stands against further replicas any more");

    Lanes(Ports ports) {
        this.target = ports.target();
        this.clock = ports.clock();
        this.freshness = ports.freshness();
        this.pool = ports.lanes();
    }

    static ExecutorService threads() {
        int most = Integer.MAX_VALUE;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                most, most, IDLE.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "lane");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.setCorePoolSize(FREE);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** A lane that is still busy keeps its thread, and takes none from the others. */
    private void makeRoom() {
        if (pool instanceof ThreadPoolExecutor threads) {
            int busy = (int)
                    running.values().stream().filter(lane -> !lane.isDone()).count();
            threads.setCorePoolSize(FREE + busy);
        }
    }

    /** What a lane saw last; {@code observation} is empty where the target could not tell. */
    record Seen(Optional<Observation> observation, String problem, boolean notYet, Moment at) {}

    /** Runs work in every free lane, then looks; waits until all have answered or {@code patience} is over. */
    void run(Collection<ServicePolicy> services, LaneWork work, Duration patience) {
        makeRoom();
        List<CompletableFuture<Void>> lanes = services.stream()
                .map(service -> running.compute(service.name(), (name, lane) -> start(lane, service, work)))
                .toList();
        try {
            CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new))
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
            failed = "";
        } catch (TimeoutException e) {
            LOG.debug("some lanes are still busy after {}", patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            tellFailure(e.getCause());
        }
        tellChanges(services);
    }

    /** What lasts is told once, and again when it comes back. */
    private void tellFailure(@Nullable Throwable failure) {
        String message = String.valueOf(failure);
        if (!message.equals(failed)) {
            LOG.error(
                    "a lane failed; it goes on at the next evaluation: {}",
                    failure instanceof StoreException known ? known.getMessage() : message,
                    failure instanceof StoreException ? null : failure);
        }
        failed = message;
    }

    private void tellChanges(Collection<ServicePolicy> services) {
        Map<String, String> unknown = new LinkedHashMap<>();
        Map<String, String> hindered = new LinkedHashMap<>();
        for (ServicePolicy each : services) {
            String service = each.name();
            Seen last = seen.get(service);
            if (last != null && !last.notYet()) {
                unknown.put(service, last.problem());
                last.observation().ifPresent(observation -> hindered.put(service, observation.obstacle()));
            }
        }
        problems.tell(unknown);
        obstacles.tell(hindered);
    }

    /** Whether nothing runs in the service's lane now. */
    boolean free(String service) {
        CompletableFuture<Void> lane = running.get(service);
        return lane == null || lane.isDone();
    }

    /** What may be decided on: empty while the service's lane is busy, and where the target could not tell. */
    Optional<Observation> settled(String service) {
        return free(service) ? lately(service) : Optional.empty();
    }

    /** What was seen of the service lately, also while it is looked at anew; empty where the target could not tell. */
    private Optional<Observation> lately(String service) {
        Seen last = seen.get(service);
        return last == null || clock.moment().since(last.at()).compareTo(freshness) > 0
                ? Optional.empty()
                : last.observation();
    }

    /** What is known of the service: while its lane is busy, what was seen before. Needs nothing but what is in memory. */
    Optional<Observation> known(String service) {
        return free(service) ? lately(service) : last(service);
    }

    /** What was seen last of a service whose rollout may keep its lane busy; empty where the target could not tell. */
    Optional<Observation> last(String service) {
        Seen last = seen.get(service);
        return last == null ? Optional.empty() : last.observation();
    }

    /** Whether the target could not tell the service's count yet, and will in a moment. */
    boolean awaitsFirstLook(String service) {
        Seen last = seen.get(service);
        return last != null && last.notYet();
    }

    /** Returns when the count is known or will not be in a moment, and in any case after a few seconds. */
    void awaitFirstLook(String service) {
        try {
            for (int time = 0; time < FIRST_LOOKS && awaitsFirstLook(service); time++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Those of the services whose count is not known, each with the reason. */
    Map<String, String> unknown(Collection<String> services) {
        Map<String, String> unknown = new LinkedHashMap<>();
        services.stream()
                .filter(service -> known(service).isEmpty())
                .forEach(service -> unknown.put(service, problem(service)));
        return unknown;
    }

    /** Why the service's count is unknown. */
    String problem(String service) {
        Seen last = seen.get(service);
        return last == null || last.problem().isEmpty() ? "it has not answered lately" : last.problem();
    }

    private CompletableFuture<Void> start(
            @Nullable CompletableFuture<Void> lane, ServicePolicy service, LaneWork work) {
        if (lane != null && !lane.isDone()) {
            return lane;
        }
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        work.run(service);
                    } finally {
                        look(service);
                    }
                },
                pool);
    }

    private void look(ServicePolicy service) {
        seen.put(service.name(), observe(service));
    }

    private Seen observe(ServicePolicy service) {
        try {
            return new Seen(Optional.of(target.observe(service)), "", false, clock.moment());
        } catch (TargetException e) {
            return new Seen(Optional.empty(), String.valueOf(e.getMessage()), e.isNotYet(), clock.moment());
        }
    }

    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** What a lane does before it looks. */
    @FunctionalInterface
    interface LaneWork {
        void run(ServicePolicy service);
    }
}
