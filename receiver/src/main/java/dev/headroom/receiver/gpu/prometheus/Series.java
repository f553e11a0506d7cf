package dev.headroom.receiver.gpu.prometheus;

import dev.headroom.clients.prometheus.Sample;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.settings.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is told of one GPU, by the names of the metrics. */
final class Series {
    private final String key;
    private final Map<String, Double> values = new HashMap<>();
    private int index;
    private String model = "";

    Series(String key) {
        this.key = key;
    }

    /** Its UUID, or its index where it tells none. */
    static String key(Sample sample) {
        return Stream.of("gpu_uuid", "UUID", "uuid")
                .map(sample::label)
                .filter(uuid -> !uuid.isEmpty())
                .findFirst()
                .orElseGet(() -> sample.label("gpu"));
    }

    /** A GPU that two services share has two series of each metric, with the same value. */
    void take(Sample sample) {
        values.put(sample.label("__name__"), sample.value());
        index = Quantity.whole(sample.label("gpu")).orElse(0);
        model = sample.labels().getOrDefault("modelName", model);
    }

    int index() {
        return index;
    }

    /** Empty where not all of its memory is told. */
    Optional<Gpu> gpu(Names names) {
        Double free = values.get(names.free());
        Double total = total(names);
        Double busy = values.get(names.utilization());
        return free == null || total == null
                ? Optional.empty()
                : Optional.of(new Gpu(
                        index,
                        key,
                        model.isEmpty() ? "GPU" : model,
                        new Gpu.Memory((long) (total * names.bytes()), (long) (free * names.bytes())),
                        busy == null ? null : busy / names.busy(),
                        List.of()));
    }

    String lacks(Names names) {
        return "Prometheus lacks " + (names.total() == null ? names.used() : names.total()) + " or " + names.free()
                + " of " + key;
    }

    /** The reserved part is told by newer exporters only. */
    private @Nullable Double total(Names names) {
        if (names.total() != null) {
            return values.get(names.total());
        }
        Double free = values.get(names.free());
        Double used = values.get(names.used());
        return free == null || used == null
                ? null
                : Double.valueOf(free + used + values.getOrDefault(String.valueOf(names.reserved()), 0.0));
    }
}
