package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.gpu.Footprint;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuReading;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.UnloadEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The JSON of {@code /api/v1/gpus}, character by character. */
class GpuAnswersTest {

    private static final Instant AT = Instant.parse("2026-11-24T14:00:00Z");

    private static String json(GpuView view) {
        return new String(Json.bytes(GpuAnswers.of(view)), StandardCharsets.UTF_8);
    }

    @Test
    void everything() {
        Gpu gpu = new Gpu(
                0,
                "GPU-a",
                "NVIDIA A100",
                new Gpu.Memory(80, 20),
                0.5,
                List.of(new Gpu.GpuProcess(17, 60L), new Gpu.GpuProcess(18, null)));
        GpuSnapshot snapshot = new GpuSnapshot(AT, List.of(gpu), List.of(new GpuSnapshot.Fault(1, "GPU is lost")));
        GpuView view = new GpuView(
                "nvml",
                new GpuReading(snapshot, ""),
                Duration.ofSeconds(30),
                Map.of("worker-llm", new Footprint(30, 25, 4, AT)),
                List.of(new Seat.OnGpu("worker-llm", 0, "GPU-a", 30, 10, AT)),
                List.of(new UnloadEvent(AT, 0, UnloadEvent.Kind.FREED, "GPU 0: 4 GiB came free")),
                Map.of(0, List.of("worker-llm")));
        assertThat(json(view)).isEqualTo("""
                        {"source":"nvml","at":"2026-11-24T14:00:00Z","problem":"","gpus":[{"index":0,"uuid":"GPU-a",\
                        "name":"NVIDIA A100","total":80,"used":60,"free":20,"freeRatio":0.25,"utilization":0.5,\
                        "services":["worker-llm"],"processes":[{"pid":17,"used":60},{"pid":18}]}],\
                        "faults":[{"index":1,"problem":"GPU is lost"}],\
                        "footprints":[{"service":"worker-llm","largest":30,"latest":25,"times":4,"at":"2026-11-24T14:00:00Z"}],\
                        "loading":[{"service":"worker-llm","gpu":0,"uuid":"GPU-a","bytes":30}],\
                        "events":[{"at":"2026-11-24T14:00:00Z","gpu":0,"kind":"freed","text":"GPU 0: 4 GiB came free"}],\
                        "count":{"problem":"","unseen":"","nodes":[]}}""");
    }

    @Test
    void nothing() {
        assertThat(json(GpuView.none()))
                .isEqualTo(
                        "{\"source\":\"none\",\"at\":null,\"problem\":\"\",\"gpus\":[],\"faults\":[],\"footprints\":[],\"loading\":[],\"events\":[],"
                                + "\"count\":{\"problem\":\"\",\"unseen\":\"\",\"nodes\":[]}}");
    }
}
