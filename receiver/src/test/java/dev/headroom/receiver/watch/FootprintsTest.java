package dev.headroom.receiver.watch;

import static dev.headroom.receiver.gpu.Rack.NOW;
import static dev.headroom.receiver.gpu.Rack.bytes;
import static dev.headroom.receiver.gpu.Rack.uuid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.Footprint;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.gpu.Seat;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is learned of a replica's memory, and what is not. */
class FootprintsTest {

    private final Map<String, String> kept = new HashMap<>();
    private final Footprints footprints = footprints();

    private Footprints footprints() {
        return new Footprints(
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
                List.of("worker-llm", "worker-rl"));
    }

    private static Seat.OnGpu seat(String service, int gpu, double usedBefore) {
        return new Seat.OnGpu(service, gpu, uuid(gpu), bytes(25), bytes(usedBefore), NOW);
    }

    private static GpuSnapshot used(int seconds, double... used) {
        int[] totals = new int[used.length];
        Arrays.fill(totals, 80);
        Rack rack = Rack.of(totals);
        for (int gpu = 0; gpu < used.length; gpu++) {
            rack.free(gpu, 80 - used[gpu]);
        }
        return new GpuSnapshot(at(seconds), rack.snapshot().gpus(), List.of());
    }

    private static Instant at(int seconds) {
        return NOW.plusSeconds(seconds);
    }

    @Test
    void theGrowthAfterAWarmUpIsLearnedKeptAndFoundAgain() {
        footprints.warmedUp(List.of(seat("worker-llm", 0, 10)), at(180));
        footprints.measure(used(181, 28));
        assertThat(footprints.all()).containsEntry("worker-llm", new Footprint(bytes(18), bytes(18), 1, at(181)));
        footprints.warmedUp(List.of(seat("worker-llm", 0, 28)), at(400));
        footprints.measure(used(401, 42));
        assertThat(footprints.all()).containsEntry("worker-llm", new Footprint(bytes(18), bytes(14), 2, at(401)));
        assertThat(footprints().all()).isEqualTo(footprints.all());
        assertThat(footprints().largest()).containsEntry("worker-llm", bytes(18));
    }

    @Test
    void aReadingFromBeforeTheEndTellsNothingAndTheMemoryStaysTaken() {
        List<Seat.OnGpu> seats = List.of(seat("worker-llm", 0, 10));
        footprints.warmedUp(seats, at(180));
        footprints.measure(used(180, 12));
        assertThat(footprints.all()).isEmpty();
        assertThat(footprints.waiting()).isEqualTo(seats);
        footprints.measure(used(185, 28));
        assertThat(footprints.waiting()).isEmpty();
        assertThat(footprints.largest()).containsEntry("worker-llm", bytes(18));
    }

    @Test
    void severalNewReplicasShareTheGrowthOfTheirGpu() {
        footprints.warmedUp(
                List.of(seat("worker-llm", 0, 10), seat("worker-llm", 0, 10), seat("worker-llm", 1, 0)), at(180));
        footprints.measure(used(190, 34, 15));
        assertThat(footprints.all()).containsEntry("worker-llm", new Footprint(bytes(15), bytes(15), 2, at(190)));
    }

    @Test
    void nothingIsLearnedWhereSomethingElseChangedTheGpu() {
        Seat.OnGpu llm = seat("worker-llm", 0, 10);
        footprints.see(List.of(llm, seat("worker-rl", 0, 10)), at(60));
        footprints.warmedUp(List.of(llm), at(180));
        footprints.measure(used(190, 60));
        assertThat(footprints.all()).isEmpty();

        footprints.disturb(uuid(1), at(100));
        footprints.warmedUp(List.of(seat("worker-llm", 1, 10)), at(180));
        footprints.measure(used(200, 60, 60));
        assertThat(footprints.all()).as("a model was unloaded").isEmpty();
    }

    @Test
    void noGrowthIsNoFootprint() {
        footprints.warmedUp(List.of(seat("worker-llm", 0, 30)), at(180));
        footprints.measure(used(190, 20));
        assertThat(footprints.all()).isEmpty();
    }

    @Test
    void whatIsKeptAndNotUnderstoodIsLearnedAnew() {
        kept.put("worker-llm", "12 GiB");
        kept.put("worker-rl", "1 2 x 2026-11-24T12:00:00Z");
        assertThat(footprints().all()).isEmpty();
    }
}
