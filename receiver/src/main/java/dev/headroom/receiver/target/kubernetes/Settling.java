package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Waits until the cluster has done what it was told, as the watches show it. */
record Settling(NamespaceView namespace, Workload workload, LongSupplier nanos) {
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Something that may come to be. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws TargetException;
    }

    /** Whether it came to be within the limit. */
    boolean until(Condition condition, Duration limit) throws TargetException {
        long end = nanos.getAsLong() + limit.toNanos();
        while (!condition.holds()) {
            if (nanos.getAsLong() - end > 0) {
                return false;
            }
            pause();
        }
        return true;
    }

    private void pause() throws TargetException {
        try {
            Thread.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException("interrupted while " + workload + " was scaled", e);
        }
    }

    Optional<WorkloadView> view() throws TargetException {
        return namespace.workload(workload);
    }

    int floor() {
        return namespace
                .autoscaler(workload)
                .map(autoscaler -> new Floor(autoscaler).present())
                .orElse(-1);
    }

    /** The pods that the count is made of. */
    List<PodView> counting() {
        return namespace.counting(workload);
    }
}
