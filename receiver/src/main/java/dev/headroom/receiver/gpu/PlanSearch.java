package dev.headroom.receiver.gpu;

import dev.headroom.receiver.gpu.VramPlan.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Branch and bound over all ways to put models onto GPUs, the largest model first. A branch ends where it needs more GPUs
 * than the best way so far, or already leaves less free on one of as many.
 */
final class PlanSearch {

    /** More than that takes too long: it is said, and nothing is guessed. */
    private static final int MOST_STEPS = 1_000_000;

    private final List<Item> models;
    private final long[] total;
    private final long[] load;
    private final int[] order;
    private final int[] places;
    private final long[] rest;
    private int[] best = {};
    private double @Nullable [] bestFree;
    private int steps;

    PlanSearch(List<Item> models, List<Long> gpus) {
        this.models = models;
        this.total = gpus.stream().mapToLong(Long::longValue).toArray();
        this.load = new long[total.length];
        this.places = new int[models.size()];
        this.order = IntStream.range(0, models.size())
                .boxed()
                .sorted(Comparator.comparing(
                                (Integer model) -> models.get(model).bytes())
                        .reversed())
                .mapToInt(Integer::intValue)
                .toArray();
        this.rest = new long[models.size() + 1];
        for (int i = models.size() - 1; i >= 0; i--) {
            rest[i] = rest[i + 1] + models.get(order[i]).bytes();
        }
    }

    /**
     * The index of a GPU for each model; empty where no way fits.
     *
     * @throws IllegalArgumentException where there are too many to look at all ways that count
     */
    Optional<int[]> best() {
        place(0);
        return bestFree == null ? Optional.empty() : Optional.of(best);
    }

    private void place(int next) {
        if (++steps > MOST_STEPS) {
            throw new IllegalArgumentException(models.size() + " models on " + total.length
                    + " GPUs are too many to find the best way; plan them in smaller groups");
        }
        if (next == order.length) {
            keepIfBetter();
            return;
        }
        if (hopeless(next)) {
            return;
        }
        int model = order[next];
        for (int gpu = 0; gpu < total.length; gpu++) {
            if (fits(models.get(model), gpu) && !sameAsEarlier(gpu)) {
                load[gpu] += models.get(model).bytes();
                places[model] = gpu;
                place(next + 1);
                load[gpu] -= models.get(model).bytes();
            }
        }
    }

    private boolean fits(Item model, int gpu) {
        return load[gpu] + model.bytes() <= VramPlan.usable(total[gpu]);
    }

    /** Two GPUs that are alike and equally full need not both be tried. */
    private boolean sameAsEarlier(int gpu) {
        return IntStream.range(0, gpu).anyMatch(earlier -> total[earlier] == total[gpu] && load[earlier] == load[gpu]);
    }

    private boolean hopeless(int next) {
        if (bestFree == null) {
            return false;
        }
        int least = used() + further(rest[next]);
        return least > bestFree.length || (least == bestFree.length && free()[0] < bestFree[0]);
    }

    /** How many unused GPUs what is left needs at least. */
    private int further(long bytes) {
        long left = bytes;
        List<Long> unused = new ArrayList<>();
        for (int gpu = 0; gpu < total.length; gpu++) {
            if (load[gpu] == 0) {
                unused.add(VramPlan.usable(total[gpu]));
            } else {
                left -= VramPlan.usable(total[gpu]) - load[gpu];
            }
        }
        unused.sort(Comparator.reverseOrder());
        int count = 0;
        while (left > 0 && count < unused.size()) {
            left -= unused.get(count++);
        }
        return count;
    }

    private int used() {
        return (int) Arrays.stream(load).filter(bytes -> bytes > 0).count();
    }

    /** The free share of each used GPU, the smallest first. */
    private double[] free() {
        double[] free = IntStream.range(0, total.length)
                .filter(gpu -> load[gpu] > 0)
                .mapToDouble(gpu -> (double) (total[gpu] - load[gpu]) / total[gpu])
                .sorted()
                .toArray();
        return free.length == 0 ? new double[] {1} : free;
    }

    private void keepIfBetter() {
        double[] free = free();
        if (bestFree == null
                || free.length < bestFree.length
                || (free.length == bestFree.length && Arrays.compare(free, bestFree) > 0)) {
            bestFree = free;
            best = places.clone();
        }
    }
}
