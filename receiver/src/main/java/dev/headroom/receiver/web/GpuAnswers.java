package dev.headroom.receiver.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.headroom.receiver.gpu.Footprint;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuCount;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.gpu.Seat;
import dev.headroom.receiver.gpu.UnloadEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shape of what is told of GPU memory; all sizes are bytes. */
final class GpuAnswers {

    private GpuAnswers() {}

    /**
     * All of it.
     *
     * @param at when the GPUs were read last; null where they were not
     * @param problem why the latest reading failed; empty where it did not
     */
    record GpusJson(
            String source,
            @Nullable Instant at,
            String problem,
            List<GpuJson> gpus,
            List<GpuSnapshot.Fault> faults,
            List<FootprintJson> footprints,
            List<LoadingJson> loading,
            List<UnloadEvent> events,
            GpuCount count) {}

    /** A GPU, with the services that the policy places on it now. */
    record GpuJson(
            int index,
            String uuid,
            String name,
            long total,
            long used,
            long free,
            double freeRatio,
            @Nullable Double utilization,
            List<String> services,
            List<ProcessJson> processes) {
        static GpuJson of(Gpu gpu, List<String> services) {
            return new GpuJson(
                    gpu.index(),
                    gpu.uuid(),
                    gpu.name(),
                    gpu.memory().total(),
                    gpu.memory().used(),
                    gpu.memory().free(),
                    gpu.memory().freeRatio(),
                    gpu.utilization(),
                    services,
                    gpu.processes().stream().map(ProcessJson::of).toList());
        }
    }

    record ProcessJson(
            long pid,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long used) {
        static ProcessJson of(Gpu.GpuProcess process) {
            return new ProcessJson(process.pid(), process.used());
        }
    }

    /** What a replica was measured to use. */
    record FootprintJson(String service, long largest, long latest, int times, Instant at) {
        static FootprintJson of(String service, Footprint measured) {
            return new FootprintJson(service, measured.largest(), measured.latest(), measured.times(), measured.at());
        }
    }

    /** What is kept for a replica that is being started. */
    record LoadingJson(String service, int gpu, String uuid, long bytes) {
        static LoadingJson of(Seat.OnGpu seat) {
            return new LoadingJson(seat.service(), seat.gpu(), seat.uuid(), seat.bytes());
        }
    }

    static GpusJson of(GpuView view) {
        GpuSnapshot snapshot = view.reading().snapshot();
        return new GpusJson(
                view.source(),
                snapshot == null ? null : snapshot.at(),
                view.reading().problem(),
                snapshot == null
                        ? List.of()
                        : snapshot.gpus().stream()
                                .map(gpu -> GpuJson.of(gpu, view.servicesOn(gpu.index())))
                                .toList(),
                snapshot == null ? List.of() : snapshot.faults(),
                view.footprints().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> FootprintJson.of(entry.getKey(), entry.getValue()))
                        .toList(),
                view.loading().stream().map(LoadingJson::of).toList(),
                view.events(),
                view.count());
    }
}
