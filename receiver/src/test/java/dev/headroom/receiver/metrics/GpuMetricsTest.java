package dev.headroom.receiver.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.Footprint;
import dev.headroom.receiver.gpu.GpuReading;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.gpu.UnloadEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The exporter: what is scraped of GPUs, and what is not any more. */
class GpuMetricsTest {

    private GpuReading reading = new GpuReading(Rack.of(40, 40).free(0, 9).snapshot(), "");
    private Instant now = Rack.NOW.plusSeconds(3);
    private Map<Integer, List<String>> placed = Map.of(0, List.of("worker-llm", "worker-rl"));

    private String scraped(boolean export) {
        Metrics metrics = new Metrics();
        metrics.show(this::view, export, () -> now);
        metrics.unloads().accept(new UnloadEvent(now, 0, UnloadEvent.Kind.NOTHING_FREED, "GPU 0"));
        return new String(metrics.scrape(), StandardCharsets.UTF_8);
    }

    private GpuView view() {
        return new GpuView(
                "nvml",
                reading,
                Duration.ofSeconds(30),
                Map.of("worker-llm", new Footprint(100, 90, 2, now)),
                List.of(),
                List.of(),
                placed);
    }

    private void allowed(Rack rack, int gpus, String... services) {
        reading = new GpuReading(rack.snapshot(), "");
        placed = IntStream.range(0, gpus).boxed().collect(Collectors.toMap(gpu -> gpu, gpu -> List.of(services)));
    }

    private List<String> having(String service) {
        return scraped(true)
                .lines()
                .filter(line -> line.startsWith("nvidia_gpu_utilization_ratio{")
                        && line.contains("service=\"" + service + "\""))
                .map(line -> line.replaceAll(".*gpu=\"([0-9]+)\".*", "$1"))
                .toList();
    }

    @Test
    void ofEightGpusThatAServiceMayUseItHasTheTwoThatAreInUse() {
        allowed(Rack.of(80, 80, 80, 80, 80, 80, 80, 80).free(2, 20).free(5, 79), 8, "worker-llm");
        assertThat(having("worker-llm")).containsExactly("2", "5");
        assertThat(having("none")).containsExactly("0", "1", "3", "4", "6", "7");
    }

    @Test
    void whatADriverKeepsForItselfIsNoUse() {
        allowed(Rack.of(80, 80).free(0, 79.1).free(1, 10), 2, "worker-llm");
        assertThat(having("worker-llm")).containsExactly("1");
    }

    @Test
    void ofGpusThatAreAllInUseAServiceHasAll() {
        allowed(Rack.of(80, 80).free(0, 20).free(1, 20), 2, "worker-llm", "worker-rl");
        assertThat(having("worker-llm")).containsExactly("0", "1");
        assertThat(having("worker-rl")).containsExactly("0", "1");
    }

    @Test
    void ofGpusOfWhichNoneIsInUseAServiceHasAllSoThatItIsSeenToBeIdle() {
        allowed(Rack.of(80, 80).free(1, 20), 1, "worker-llm");
        placed = Map.of(0, List.of("worker-llm"), 1, List.of("worker-rl"));
        assertThat(having("worker-llm")).containsExactly("0");
        assertThat(having("worker-rl")).containsExactly("1");
    }

    @Test
    void aGpuHasASeriesForEachServiceThatIsPlacedOnItAndOneWithoutWhereNoneIs() {
        assertThat(scraped(true))
                .contains(
                        "nvidia_gpu_memory_free_bytes{gpu=\"0\",gpu_uuid=\"GPU-0\",service=\"worker-llm\"} 9.663676416E9\n",
                        "nvidia_gpu_memory_free_bytes{gpu=\"0\",gpu_uuid=\"GPU-0\",service=\"worker-rl\"} 9.663676416E9\n",
                        "nvidia_gpu_memory_free_bytes{gpu=\"1\",gpu_uuid=\"GPU-1\",service=\"none\"} 4.294967296E10\n",
                        "nvidia_gpu_memory_total_bytes{gpu=\"0\",gpu_uuid=\"GPU-0\",service=\"worker-llm\"} 4.294967296E10\n",
                        "nvidia_gpu_memory_used_bytes{gpu=\"1\",gpu_uuid=\"GPU-1\",service=\"none\"} 0.0\n",
                        "nvidia_gpu_utilization_ratio{gpu=\"0\",gpu_uuid=\"GPU-0\",service=\"worker-llm\"} 0.5\n",
                        "headroom_gpu_memory_warning{gpu=\"0\",gpu_uuid=\"GPU-0\"} 1.0\n",
                        "headroom_gpu_memory_warning{gpu=\"1\",gpu_uuid=\"GPU-1\"} 0.0\n",
                        "headroom_vram_footprint_bytes{service=\"worker-llm\"} 100.0\n",
                        "headroom_gpu_reading_age_seconds 3.0\n",
                        "headroom_model_unload_events_total{event=\"nothing_freed\"} 1.0\n");
    }

    @Test
    void instancesOfOneCardAreToldApartByTheirUuids() {
        reading = new GpuReading(
                Rack.of()
                        .instance(0, "MIG-a", 40, 1)
                        .instance(0, "MIG-b", 10, 9)
                        .snapshot(),
                "");
        assertThat(scraped(true))
                .contains(
                        "nvidia_gpu_memory_free_bytes{gpu=\"0\",gpu_uuid=\"MIG-a\",service=\"worker-llm\"} 1.073741824E9\n",
                        "nvidia_gpu_memory_free_bytes{gpu=\"0\",gpu_uuid=\"MIG-b\",service=\"worker-llm\"} 9.663676416E9\n",
                        "headroom_gpu_memory_warning{gpu=\"0\",gpu_uuid=\"MIG-a\"} 1.0\n",
                        "headroom_gpu_memory_warning{gpu=\"0\",gpu_uuid=\"MIG-b\"} 0.0\n")
                .doesNotContain("nvidia_gpu_utilization_ratio{");
    }

    @Test
    void whatIsOldOrFailedIsNoLongerTold() {
        now = Rack.NOW.plusSeconds(31);
        assertThat(scraped(true))
                .doesNotContain("nvidia_gpu", "headroom_gpu_memory_warning")
                .contains("headroom_gpu_reading_age_seconds 31.0");
        now = Rack.NOW;
        reading = reading.failed("Driver Not Loaded");
        assertThat(scraped(true)).doesNotContain("nvidia_gpu");
    }

    @Test
    void whatIsReadOutOfTheSameMetricsIsNotPutBack() {
        assertThat(scraped(false)).doesNotContain("nvidia_gpu").contains("headroom_gpu_memory_warning");
    }
}
