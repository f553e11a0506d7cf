package dev.headroom.receiver.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service as the API and the page show it; the names are those of the JSON.
 *
 * @param desired replicas that the target is set to; null while it does not tell
 * @param ready replicas that serve; null while the target does not tell
 * @param min fewest replicas that the policy allows
 * @param max most replicas that the policy allows
 * @param floor fewest replicas that the schedule allows now
 * @param rollout null where none is in flight
 * @param override null where none is in force
 * @param firing names of the alerts that fire for it
 * @param frozen where it was said that nothing may be done to it; empty where that was not said
 * @param doubts sources whose ups are not believed to help
 * @param asleep replicas beside the count that sleep; null where none can
 * @param waking replicas that sleep and are about to be woken; null where none can
 * @param wakeSeconds how long one takes to wake, in seconds; null where none was seen to
 * @param standby who sleeps since when, and what ups and downs do with that, in words; null where none can
 */
public record ServiceView(
        String service,
        @Nullable Integer desired,
        @Nullable Integer ready,
        int min,
        int max,
        int floor,
        @Nullable RolloutView rollout,
        @Nullable OverrideView override,
        List<Cooldown> cooldowns,
        List<String> firing,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) String frozen,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Doubt> doubts,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer asleep,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer waking,

        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("wake_seconds") @Nullable
        Double wakeSeconds,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String standby) {

    /** Of a service whose replicas do not sleep. */
    public ServiceView(
            String service,
            @Nullable Integer desired,
            @Nullable Integer ready,
            int min,
            int max,
            int floor,
            @Nullable RolloutView rollout,
            @Nullable OverrideView override,
            List<Cooldown> cooldowns,
            List<String> firing,
            String frozen,
            List<Doubt> doubts) {
        this(
                service, desired, ready, min, max, floor, rollout, override, cooldowns, firing, frozen, doubts, null,
                null, null, null);
    }

    public ServiceView {
        cooldowns = List.copyOf(cooldowns);
        firing = List.copyOf(firing);
        doubts = List.copyOf(doubts);
    }

    /**
     * A source whose ups are not believed to help: it asks for nothing, and keeps no down from being done.
     *
     * @param why in words
     */
    public record Doubt(String source, Instant since, String why) {}

    /** A source that must wait. */
    public record Cooldown(String source, Instant until) {}

    /**
     * A rollout in flight.
     *
     * @param action its id, as in the ledger
     * @param detail what it waits for, or why its step failed; may be empty
     */
    public record RolloutView(String action, Phase phase, int from, int to, Instant since, String detail) {
        public static RolloutView of(Rollout rollout, String waitsFor) {
            return new RolloutView(
                    rollout.action().id(),
                    rollout.phase(),
                    rollout.action().from(),
                    rollout.action().to(),
                    rollout.since(),
                    waitsFor.isEmpty() ? rollout.detail() : waitsFor);
        }
    }

    /**
     * A person's order in force.
     *
     * @param replicas the count of a pin, else 0
     */
    public record OverrideView(ManualOverride.Kind kind, int replicas, String owner, String reason, Instant expires) {
        public static OverrideView of(ManualOverride order) {
            return new OverrideView(order.kind(), order.replicas(), order.owner(), order.reason(), order.expires());
        }

        /** In words: {@code pin at 3 by ana: load test}. */
        public String inWords() {
            return new ManualOverride("", kind, replicas, owner, reason, expires).inWords();
        }
    }
}
