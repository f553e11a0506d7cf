package dev.headroom.receiver.gpu.prometheus;

import dev.headroom.clients.prometheus.Sample;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.settings.Quantity;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one GPU, or of one instance of MIG, by the names of the metrics. Several series of one metric are copies, as for
 * each pod or service that shares the GPU: the worst of them counts.
 */
final class Series {
    /** More bytes than any GPU has: DCGM's words for a value that it does not know are numbers above it. */
    private static final double BLANK = 1L << 50;

    private static final double BUSIER_THAN_ANY = 1.5;

    private final Key key;
    private final Names names;
    private final Map<String, Double> values = new HashMap<>();
    private final Set<String> instances = new HashSet<>();
    private final NavigableSet<Integer> indices = new TreeSet<>();
    private String model = "";

    /**
     * Which one.
     *
     * @param card its UUID, or its index where it tells none
     * @param instance the number of an instance of MIG on it; empty for the whole card
     */
    record Key(String card, String instance, String profile) implements Comparable<Key> {
        static Key of(Sample sample) {
            String told = Stream.of("gpu_uuid", "UUID", "uuid")
                    .map(sample::label)
                    .filter(uuid -> !uuid.isEmpty())
                    .findFirst()
                    .orElseGet(() -> sample.label("gpu"));
            String[] parts = told.split(":", 2);
            String instance = sample.label("GPU_I_ID");
            return new Key(
                    parts[0],
                    instance.isEmpty() && parts.length > 1 ? parts[1] : instance,
                    sample.label("GPU_I_PROFILE"));
        }

        boolean isWhole() {
            return instance.isEmpty();
        }

        /** An instance as the rules for DCGM name it. */
        String uuid() {
            return isWhole() ? card : card + ":" + instance;
        }

        /** NVML's name of an instance does not tell its card. */
        boolean tellsItsCard() {
            return !card.startsWith("MIG-");
        }

        @Override
        public int compareTo(Key other) {
            return Comparator.comparing(Key::uuid).compare(this, other);
        }
    }

    Series(Key key, Names names) {
        this.key = key;
        this.names = names;
    }

    Key key() {
        return key;
    }

    /** Whether it surely comes from other exporters than this one: then from another host. */
    boolean isFromElsewhere(Series other) {
        return !instances.isEmpty() && !other.instances.isEmpty() && Collections.disjoint(instances, other.instances);
    }

    /** What is no number, or cannot be one of a GPU, is not known. */
    void take(Sample sample) {
        String name = sample.label("__name__");
        double unit = name.equals(names.utilization()) ? 1 / names.busy() : names.bytes();
        double value = sample.value() * unit;
        boolean known = value >= 0 && value < (name.equals(names.utilization()) ? BUSIER_THAN_ANY : BLANK);
        if (known) {
            values.merge(name, value, name.equals(names.free()) ? Math::min : Math::max);
        }
        if (!sample.label("instance").isEmpty()) {
            instances.add(sample.label("instance"));
        }
        Quantity.whole(sample.label("gpu")).ifPresent(indices::add);
        model = sample.labels().getOrDefault("modelName", model);
    }

    /** Its numbers on its host: none where no series of it has one, several where exporters count otherwise. */
    NavigableSet<Integer> indices() {
        return indices;
    }

    /** Empty where not all of its memory is told. */
    Optional<Gpu> gpu(int number) {
        Double free = values.get(names.free());
        Double total = total();
        return free == null || total == null
                ? Optional.empty()
                : Optional.of(new Gpu(
                        number,
                        key.uuid(),
                        (model.isEmpty() ? "GPU" : model)
                                + (key.isWhole() ? "" : (" MIG " + key.profile()).stripTrailing()),
                        new Gpu.Memory(total.longValue(), free.longValue()),
                        values.get(names.utilization()),
                        List.of()));
    }

    String lacks() {
        return "Prometheus lacks " + (names.total() == null ? names.used() : names.total()) + " or " + names.free()
                + " of " + key.uuid();
    }

    /** The reserved part is told by newer exporters only. */
    private @Nullable Double total() {
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
