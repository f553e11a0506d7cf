package dev.headroom.receiver.config;

import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code standby} of a service: with it the fewest awake are {@code min_awake}, and {@code min_replicas} are what is there,
 * awake or asleep.
 */
final class StandbyPolicyReader {
    private static final Map<String, Integer> LEVELS =
            Map.of("1", Standby.WEIGHTS_KEPT, "2", Standby.WEIGHTS_DISCARDED);

    private StandbyPolicyReader() {}

    /**
     * What was read.
     *
     * @param awake the limits of the awake replicas
     * @param standby null where replicas do not sleep
     */
    record Limits(ReplicaLimits awake, @Nullable Standby standby) {}

    /** @param written the limits as they would be without */
    static Limits limits(Section service, ReplicaLimits written, GpuNeeds gpu) {
        Optional<Value> found = service.optional("standby");
        if (found.isEmpty()) {
            return new Limits(written, null);
        }
        Section section = found.get().section();
        int awake = awake(section, written);
        int level = section.word("sleep_level", LEVELS, Standby.WEIGHTS_KEPT);
        long memory = memory(section, level);
        long each = gpu.vramPerReplica() == null ? 0 : gpu.vramPerReplica();
        if (level == Standby.WEIGHTS_KEPT && each == 0) {
            found.get()
                    .problem(
                            "needs vram_per_replica beside it: by that it is counted what a sleeper takes of the main memory",
                            "add vram_per_replica: 25GiB, or sleep_level: 2, at which it takes none");
        }
        ReplicaLimits limits = new ReplicaLimits(awake, written.max(), written.upIncrement(), written.downIncrement());
        Standby standby = new Standby(
                written.min(), level, memory, Math.max(1, each), section.period("yields_after", Standby.YIELDS_AFTER));
        if (memory > 0 && each > 0) {
            mustHold(section, standby, written.min() - awake);
        }
        return new Limits(limits, standby);
    }

    /** @param asleep so many sleep when no more than min_awake are awake */
    private static void mustHold(Section section, Standby standby, int asleep) {
        Optional<Value> memory = section.optional("host_memory");
        if (standby.most() == 0) {
            memory.ifPresent(value -> value.problem(
                    "must hold one sleeper at least, which takes as much as vram_per_replica",
                    "raise it, or write sleep_level: 2, at which a sleeper takes none, without host_memory"));
        } else if (standby.most() < asleep) {
            memory.ifPresent(value -> value.problem(
                    "must hold the %d that are asleep when min_awake of min_replicas are awake; it holds %d of vram_per_replica"
                            .formatted(asleep, standby.most()),
                    "raise it, or min_awake"));
        }
    }

    private static int awake(Section section, ReplicaLimits written) {
        Optional<Value> value = section.optional("min_awake");
        int awake = value.flatMap(number -> number.whole(0)).orElse(written.min());
        if (awake > written.min()) {
            value.ifPresent(number -> number.problem(
                    "must be at most min_replicas, which is " + written.min(), "lower it or raise the other"));
        }
        return Math.min(awake, written.min());
    }

    private static long memory(Section section, int level) {
        if (level == Standby.WEIGHTS_DISCARDED) {
            section.optional("host_memory")
                    .ifPresent(value -> value.problem(
                            "must not be given with sleep_level: 2, at which a sleeper takes no main memory",
                            "remove it, or write sleep_level: 1"));
            return 0;
        }
        return section.required("host_memory", "add host_memory: 64GiB, what sleepers may take together")
                .flatMap(value -> value.read(Quantity::size, "must be a size of more than zero", "write it like 64GiB"))
                .orElse(0L);
    }
}
