package dev.headroom.receiver.watch;

import static dev.headroom.receiver.gpu.nvml.NvmlStub.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.VramGate.Room;
import dev.headroom.receiver.gpu.VramGate.Wish;
import dev.headroom.receiver.gpu.nvml.NvmlProbe;
import dev.headroom.receiver.gpu.nvml.NvmlStub;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Timings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch over a stand-in for NVML: what the gate says as the GPUs change, fail, hang and come back. */
class GpuWatchTest {

    private static final ServicePolicy LLM = new ServicePolicy(
            "worker-llm",
            new ReplicaLimits(1, 8, 1, 1),
            Timings.DEFAULT,
            new GpuNeeds(true, 10 * GIB, List.of()),
            new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
            12,
            new ServicePolicy.Targets(0, 0),
            Map.of());
    private static final Wish ONE_MORE = new Wish(LLM, 1, 2, List.of());

    @TempDir
    Path folder;

    private final Map<String, String> kept = new HashMap<>();
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private NvmlStub stub;
    private GpuWatch watch;

    @BeforeEach
    void start() {
        NvmlStub.assume(GpuWatchTest.class);
        stub = NvmlStub.in(folder).gpus(1, 40 * GIB, 30 * GIB);
        Footprints footprints = new Footprints(
                new Footprints.Memory() {
                    @Override
                    public Optional<String> load(String service) {
                        return Optional.ofNullable(kept.get(service));
                    }

                    @Override
                    public void save(String service, String footprint) {
                        kept.put(service, footprint);
                    }
                },
                List.of("worker-llm"));
        EventLog events = new EventLog(event -> {});
        watch = new GpuWatch(
                new NvmlProbe(stub.library(), InstantSource.system()),
                new GpuWatch.Terms("nvml", Duration.ofMillis(50), Duration.ofSeconds(2), false, true),
                new GpuWatch.Work(footprints, new Unloader(List.of(), events, footprints), events),
                InstantSource.system(),
                leads::get);
    }

    @AfterEach
    void stop() {
        if (watch != null) {
            watch.close();
            assertThat(stub.faults()).isEmpty();
        }
    }

    private Room ask() {
        return watch.gate(Instant.now(), List.of()).ask(ONE_MORE);
    }

    private void until(String what) {
        Waiting.until(what + ", but: " + ask().detail(), () -> ask().detail().contains(what));
    }

    @Test
    void upsAreRefusedBeforeTheFirstReadingAndGoByTheLatestThen() {
        assertThat(ask().detail()).isEqualTo("the GPUs have not been read yet");
        watch.start();
        until("GPU 0 has 75 % free, and 50 % with one more replica of 10 GiB");
        stub.free(0, 17 * GIB);
        until("GPU 0 has 42 % free, 1 GiB too little");
    }

    @Test
    void aDriverThatFailsAndComesBackIsFoundWithoutARestart() {
        watch.start();
        until("GPU 0 has 75 % free");
        stub.set("return.DeviceGetCount", 18);
        until("the GPUs cannot be read: Driver/library version mismatch");
        assertThat(ask().fits()).isFalse();
        stub.set("return.Init", 9);
        until("Driver Not Loaded");
        stub.remove("return.DeviceGetCount").remove("return.Init");
        until("GPU 0 has 75 % free");
        assertThat(ask().fits()).isTrue();
    }

    @Test
    void aDriverThatHangsHoldsNobodyUpAndItsReadingGrowsOld() {
        watch.start();
        until("GPU 0 has 75 % free");
        stub.set("sleep", 6000);
        until("s old, more than 2 s");
        assertThat(ask().fits()).isFalse();
        stub.remove("sleep");
        until("GPU 0 has 75 % free");
    }

    @Test
    void readingAgainSeesWhatHasJustChanged() {
        watch.start();
        until("GPU 0 has 75 % free");
        stub.free(0, 9 * GIB);
        watch.readAgain();
        assertThat(ask().detail()).startsWith("no GPU has room for one more replica");
    }

    @Test
    void whatAReplicaUsesIsMeasuredKeptAndShown() {
        watch.start();
        until("GPU 0 has 75 % free");
        List<Seat> seats = ask().seats();
        stub.free(0, 18 * GIB);
        watch.readAgain();
        watch.warmedUp(seats);
        Waiting.until("the footprint is known", () -> !watch.view().footprints().isEmpty());
        GpuView view = watch.view();
        assertThat(view.footprints().get("worker-llm").largest()).isEqualTo(12 * GIB);
        assertThat(kept.get("worker-llm")).startsWith(12 * GIB + " " + 12 * GIB + " 1 ");
        assertThat(view.reading().problem()).isEmpty();
        assertThat(view.source()).isEqualTo("nvml");
    }

    @Test
    void lowMemoryIsAnEvent() {
        watch.start();
        stub.free(0, 7 * GIB);
        Waiting.until("it is told", () -> watch.view().events().size() == 2);
        assertThat(watch.view().events().get(0).text())
                .isEqualTo("GPU 0: 17 % is free, and no model can be unloaded: gpu.servers names none");
    }

    /** Two would unload two models for one. */
    @Test
    void whoeverDoesNotLeadReadsAndUnloadsNothing() {
        leads.set(false);
        stub.free(0, 7 * GIB);
        watch.start();
        until("GPU 0 has 17 % free");
        watch.readAgain();
        watch.readAgain();
        assertThat(watch.view().events()).isEmpty();
        leads.set(true);
        Waiting.until("it is told", () -> watch.view().events().size() == 2);
    }
}
