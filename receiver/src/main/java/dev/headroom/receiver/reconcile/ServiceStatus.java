package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Cooldown;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.Trial;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.rollout.Rollout;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one service now, for showing.
 *
 * @param desired the count wanted; null while the target does not tell
 * @param ready replicas that are ready; null while the target does not tell
 * @param wanted the count that was decided for, whoever makes it so; null while the target does not tell
 * @param floor the fewest it may have now
 * @param waitsFor what the rollout waits for, or why its step failed; may be empty
 * @param firing names of the alerts that are labelled with the service
 * @param vramOpen whether GPU memory would let it grow; true for a service that needs none
 * @param doubts the sources whose ups are not believed to help, by name
 * @param sleepers null where none can sleep, and while the target does not tell
 */
public record ServiceStatus(
        ServicePolicy service,
        @Nullable Integer desired,
        @Nullable Integer ready,
        @Nullable Integer wanted,
        int floor,
        @Nullable Rollout rollout,
        String waitsFor,
        @Nullable ManualOverride override,
        List<Cooldown> cooldowns,
        List<String> firing,
        boolean vramOpen,
        SortedMap<String, Trial.Doubt> doubts,
        @Nullable Sleepers sleepers) {}
