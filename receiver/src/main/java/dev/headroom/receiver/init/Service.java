package dev.headroom.receiver.init;

import java.util.List;
import java.util.Set;

/**
 * A service that was found.
 *
 * @param jobs of the scrape that tell of it
 * @param unlabelled those of them whose series do not say so yet
 * @param adapters that make the product's metrics of its series
 * @param reach the series that there will be about it
 * @param replicas that run now, as far as is known
 */
record Service(
        String name,
        Role role,
        List<String> jobs,
        List<String> unlabelled,
        Set<Adapter> adapters,
        Reach reach,
        int replicas) {

    /** Whether a signal of the shipped rules is known of it. */
    boolean tells(String signal) {
        return reach.tells(signal);
    }

    /** Whether the memory of its GPUs is. */
    boolean gpusKnown() {
        return reach.has("nvidia_gpu_memory_free_bytes");
    }

    /** Whether the demand policy knows how many replicas it needs. */
    boolean demandKnown() {
        return reach.has("service:llm_replicas_wanted:max");
    }
}
