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
import org.junit.jupiter.api.Test;

/** The exporter: what is scraped of GPUs, and what is not any more. */
class GpuMetricsTest {

    private GpuReading reading = new GpuReading(Rack.of(40, 40).free(0, 9).snapshot(), "");
    private Instant now = Rack.NOW.plusSeconds(3);

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
                Map.of(0, List.of("worker-llm", "worker-rl")));
    }

    @Test
    void aGpuHasASeriesForEachServiceThatIsPlacedOnItAndOneWithoutWhereNoneIs() {
        assertThat(scraped(true))
                .contains(
                        "nvidia_gpu_memory_free_bytes{gpu=\"0\",gpu_uuid=\"GPU-0\",service=\"worker-llm\"} 9.663676416E9\n",
                        "nvidia_gpu_memory_free_bytes{gpu=\"0\",gpu_uuid=\"GPU-0\",service=\"worker-rl\"} 9.663676416E9\n",
                        "nvidia_gpu_memory_free_bytes{gpu=\"1\",gpu_uuid=\"GPU-1\",service=\"\"} 4.294967296E10\n",
                        "nvidia_gpu_memory_total_bytes{gpu=\"0\",gpu_uuid=\"GPU-0\",service=\"worker-llm\"} 4.294967296E10\n",
                        "nvidia_gpu_memory_used_bytes{gpu=\"1\",gpu_uuid=\"GPU-1\",service=\"\"} 0.0\n",
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
