package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.gpu.GpuReading;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.MeasuredGate;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.VramGate.Wish;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.hook.http.HttpHooks;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.Place;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.time.Timepiece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GPU memory in the loop: the second look just before the action, the places, and what urgent ups ask for. */
class GpuRoomTest {

    private static final Instant START = Rack.NOW;
    private static final String POLICY = """
            version: 1
            services:
              worker-llm:
                min_replicas: 2
                max_replicas: 8
                warmup_time: 180s
                gpu_check: required
                vram_per_replica: 10GiB
                gpu_placement: [{replicas: 0-2, gpus: [0]}, {replicas: 3-, gpus: [0, 1]}]
                triggers: {queue_length: {cooldown: 10m}}
              worker-rl:
                min_replicas: 1
                max_replicas: 8
                warmup_time: 180s
                gpu_check: required
                vram_per_replica: 10GiB
                triggers: {queue_length: {cooldown: 10m}}
            """;

    /** So that every warm-up takes its whole time. */
    private static final HttpHooks NO_HOOKS = new HttpHooks(Map.of(), null);

    @TempDir
    private Path folder;

    private final AlertLifecycle lifecycle = new AlertLifecycle(Duration.ofHours(7), null);
    private final InMemoryStore store = new InMemoryStore(lifecycle);
    private final Watch watch = new Watch();
    private final Counts target = new Counts();
    private final Witness witness =
            new Witness(new Witness.Terms(Duration.ofHours(9), Watchdog.none(), false), Moment.steady(START));
    private Instant now = START;
    private Reconciler reconciler;

    @BeforeEach
    void start() throws IOException {
        ScalingPolicy policy = PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), POLICY));
        reconciler = new Reconciler(
                policy,
                lifecycle,
                new Ports(store, target, NO_HOOKS, watch, Timepiece.steady(() -> now), Duration.ofMinutes(1)),
                witness,
                new Outcomes() {});
        reconciler.evaluate();
    }

    @AfterEach
    void stop() {
        reconciler.close();
    }

    @Test
    void theTargetIsToldTheGpuThatTheGateChose() {
        watch.rack = Rack.of(40, 40).free(0, 20).free(1, 30);
        fires("worker-llm", "P2");
        reconciler.evaluate();
        assertThat(target.calls).containsExactly("worker-llm 3 [GPU-1]");
        assertThat(reconciler.rollouts().get("worker-llm").seats())
                .containsExactly(new Seat.OnGpu("worker-llm", 1, "GPU-1", Rack.bytes(10), Rack.bytes(10), START));
    }

    @Test
    void memoryThatIsGoneAtTheSecondLookCancelsWithoutACooldown() {
        watch.rack = Rack.of(40).free(0, 20);
        watch.onReadAgain = () -> watch.rack.free(0, 17);
        fires("worker-llm", "P2");
        reconciler.evaluate();
        assertThat(target.calls).isEmpty();
        assertThat(store.actions(START)).extracting(Action::result).containsExactly(Action.Result.CANCELLED);
        assertThat(store.decisions("worker-llm", null, 9))
                .anyMatch(line -> line.detail().startsWith("no longer wanted: LLM wants 3; no GPU has room")
                        && line.detail().contains("GPU 0 has 42 % free, 1 GiB too little"));
        watch.onReadAgain = () -> {};
        watch.rack.free(0, 30);
        later(5);
        reconciler.evaluate();
        assertThat(target.calls).containsExactly("worker-llm 3 [GPU-0]");
    }

    @Test
    void aPlaceIsNotExchangedForAnotherAtTheSecondLook() {
        watch.rack = Rack.of(40, 40).free(0, 25).free(1, 20);
        watch.onReadAgain = () -> watch.rack.free(0, 9);
        fires("worker-llm", "P2");
        reconciler.evaluate();
        assertThat(target.calls).as("two lanes could both move to GPU 1").isEmpty();
        watch.onReadAgain = () -> {};
        later(5);
        reconciler.evaluate();
        assertThat(target.calls).containsExactly("worker-llm 3 [GPU-1]");
    }

    @Test
    void twoServicesThatLoadAtATimeNeverShareTheSameMemory() {
        watch.rack = Rack.of(40).free(0, 20);
        fires("worker-llm", "P0");
        fires("worker-rl", "P0");
        for (int i = 0; i < 10; i++) {
            reconciler.evaluate();
            later(5);
        }
        assertThat(target.calls).hasSize(1);
        assertThat(reconciler.rollouts()).hasSize(1);
    }

    @Test
    void whatIsWarmedUpIsToldAndAFailedUpIsNot() {
        fires("worker-llm", "P2");
        reconciler.evaluate();
        later(181);
        reconciler.evaluate();
        assertThat(watch.warm)
                .singleElement()
                .satisfies(seats -> assertThat(seats).hasSize(1));
        target.broken = true;
        fires("worker-rl", "P2");
        for (int i = 0; i < 4; i++) {
            later(121);
            reconciler.evaluate();
        }
        assertThat(store.actions(START)).extracting(Action::result).contains(Action.Result.FAILED);
        assertThat(watch.warm).hasSize(1);
    }

    @Test
    void onlyAnUrgentUpThatLacksNothingButMemoryAsksForRoom() {
        watch.rack = Rack.of(40).free(0, 9);
        fires("worker-rl", "P2");
        reconciler.evaluate();
        assertThat(reconciler.explanation("worker-rl").orElseThrow().reason()).isEqualTo(Reason.VRAM);
        assertThat(watch.wanted).isEmpty();
        fires("worker-llm", "P0");
        reconciler.evaluate();
        assertThat(watch.wanted).singleElement().satisfies(wish -> {
            assertThat(wish.service().name()).isEqualTo("worker-llm");
            assertThat(wish.to()).isEqualTo(3);
        });
        watch.rack.free(0, 39);
        reconciler.evaluate();
        later(200);
        reconciler.evaluate();
        watch.rack.free(0, 9);
        watch.wanted.clear();
        reconciler.evaluate();
        assertThat(reconciler.explanation("worker-llm").orElseThrow().reason())
                .as("a cooldown speaks against it too")
                .isEqualTo(Reason.COOLDOWN);
        assertThat(watch.wanted).isEmpty();
    }

    @Test
    void aDownIsNotGatedWhereTheGpusCannotBeRead() {
        watch.problem = "Driver Not Loaded";
        target.counts.put("worker-llm", 4);
        fires("worker-llm", "P2", "down");
        reconciler.evaluate();
        later(700);
        witness.polled(Map.of(), Moment.steady(now));
        reconciler.evaluate();
        assertThat(target.calls).contains("worker-llm 3 []");
    }

    private void fires(String service, String priority) {
        fires(service, priority, "up");
    }

    private void fires(String service, String priority, String scale) {
        String name = service.equals("worker-llm") ? "LLM" : "RL";
        Alert alert = new Alert(
                new Fingerprint("%016x".formatted(service.hashCode())),
                Map.of(
                        "alertname", name,
                        "service", service,
                        "trigger", "queue_length",
                        "scale", scale,
                        "priority", priority),
                Map.of(),
                now);
        store.receive(List.of(AlertUpdate.firing(alert)), Moment.steady(now));
    }

    private void later(int seconds) {
        now = now.plusSeconds(seconds);
    }

    /** A gate over a rack, and what the loop told it. */
    private static final class Watch implements VramWatch {
        private final List<List<Seat>> warm = new CopyOnWriteArrayList<>();
        private final List<Wish> wanted = new ArrayList<>();
        private Rack rack = Rack.of(80);
        private String problem = "";
        private Runnable onReadAgain = () -> {};

        @Override
        public VramGate gate(Instant at, List<Seat> loading) {
            GpuSnapshot fresh = new GpuSnapshot(at, rack.snapshot().gpus(), List.of());
            MeasuredGate.Facts facts = new MeasuredGate.Facts(at, Duration.ofSeconds(30), false, Map.of());
            return new MeasuredGate(new GpuReading(fresh, problem), facts, Seat.onGpus(loading), null);
        }

        @Override
        public void readAgain() {
            onReadAgain.run();
        }

        @Override
        public void warmedUp(List<Seat> seats) {
            if (!seats.isEmpty()) {
                warm.add(seats);
            }
        }

        @Override
        public void wanted(Wish urgent) {
            wanted.add(urgent);
        }
    }

    /** Counts by service; new replicas are ready at once unless it is broken. */
    private static final class Counts implements ScalingTarget {
        private final Map<String, Integer> counts = new ConcurrentHashMap<>(Map.of("worker-llm", 2, "worker-rl", 1));
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private volatile boolean broken;

        @Override
        public Observation observe(ServicePolicy service) {
            int count = counts.get(service.name());
            return new Observation(
                    count,
                    IntStream.rangeClosed(1, count)
                            .mapToObj(number -> new Replica(
                                    service.name() + "_" + number,
                                    number,
                                    broken && number == count ? ReplicaState.UNHEALTHY : ReplicaState.READY,
                                    START,
                                    "",
                                    ""))
                            .toList());
        }

        @Override
        public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) {
            return scaleTo(service, replicas, kept, List.of());
        }

        @Override
        public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept, List<Place> places) {
            calls.add(service.name() + " " + replicas + " "
                    + places.stream().map(Place::gpu).toList());
            counts.put(service.name(), replicas);
            return List.of();
        }

        @Override
        public void close() {}
    }
}
