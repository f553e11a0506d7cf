package dev.headroom.receiver.gpu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which model goes onto which GPU (spec 2.1), so that every GPU keeps 20 % free; exact: no other way needs fewer GPUs, and
 * none with as few leaves more free on the fullest of them.
 *
 * @param models in the order of their listing
 * @param gpus bytes of each
 */
public record VramPlan(List<Item> models, List<Long> gpus) {

    private static final int MOST_MORE_GPUS = 8;

    /** A model and the bytes that it takes. */
    public record Item(String name, long bytes) {}

    /**
     * What a GPU gets.
     *
     * @param models none for a GPU that is not needed
     */
    public record Slot(int gpu, long total, List<Item> models) {
        public Slot {
            models = List.copyOf(models);
        }

        public long used() {
            return models.stream().mapToLong(Item::bytes).sum();
        }

        public long free() {
            return total - used();
        }
    }

    public VramPlan {
        models = List.copyOf(models);
        gpus = List.copyOf(gpus);
    }

    /** One slot a GPU, in their order; empty where no way fits. */
    public Optional<List<Slot>> slots() {
        return new PlanSearch(models, gpus).best().map(this::slots);
    }

    private List<Slot> slots(int[] places) {
        List<Slot> slots = new ArrayList<>();
        for (int gpu = 0; gpu < gpus.size(); gpu++) {
            List<Item> on = new ArrayList<>();
            for (int model = 0; model < places.length; model++) {
                if (places[model] == gpu) {
                    on.add(models.get(model));
                }
            }
            slots.add(new Slot(gpu, gpus.get(gpu), on));
        }
        return slots;
    }

    /** The bytes that models may take of a GPU. */
    public static long usable(long total) {
        return total - Headroom.least(total);
    }

    /** The smallest GPU that holds so many bytes with enough left free. */
    public static long smallestFor(long bytes) {
        return (bytes * 100 + 100 - Headroom.LEAST - 1) / (100 - Headroom.LEAST);
    }

    public long needed() {
        return models.stream().mapToLong(Item::bytes).sum();
    }

    public long usable() {
        return gpus.stream().mapToLong(VramPlan::usable).sum();
    }

    public long largestGpu() {
        return gpus.stream().max(Comparator.naturalOrder()).orElse(0L);
    }

    /** Those that fit on no GPU even alone. */
    public List<Item> tooLarge() {
        return models.stream()
                .filter(model -> model.bytes() > usable(largestGpu()))
                .toList();
    }

    /** How many more GPUs as large as the largest would do; empty where 8 would not. */
    public Optional<Integer> moreGpus() {
        List<Long> more = new ArrayList<>(gpus);
        for (int added = 1; added <= MOST_MORE_GPUS && tooLarge().isEmpty() && !gpus.isEmpty(); added++) {
            more.add(largestGpu());
            if (new VramPlan(models, more).slots().isPresent()) {
                return Optional.of(added);
            }
        }
        return Optional.empty();
    }

    /** The smallest model without which the others fit. */
    public Optional<Item> without() {
        return models.stream()
                .sorted(Comparator.comparing(Item::bytes))
                .filter(model -> models.size() > 1
                        && new VramPlan(others(model), gpus).slots().isPresent())
                .findFirst();
    }

    private List<Item> others(Item model) {
        List<Item> others = new ArrayList<>(models);
        others.remove(model);
        return others;
    }
}
