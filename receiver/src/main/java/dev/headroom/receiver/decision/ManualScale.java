package dev.headroom.receiver.decision;

import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.List;
import java.util.Map;

/**
 * A person's order to scale once (spec 6).
 *
 * @param replicas the count wanted, absolute; of an order to wake or to put to sleep, how many
 * @param owner who asks
 * @param reason why, in the owner's words
 */
public record ManualScale(String service, Ask ask, int replicas, String owner, String reason) {

    /** By which means. */
    public enum Ask {
        /** Whatever leads to the count. */
        COUNT,
        /** Replicas that sleep are woken; none is started. */
        WAKE,
        /** Replicas are put to sleep; none is stopped. */
        SLEEP
    }

    /** An order of a count. */
    public ManualScale(String service, int replicas, String owner, String reason) {
        this(service, Ask.COUNT, replicas, owner, reason);
    }

    /** What the order that an action followed wants by now, without its reason: by which means is up to who carries it out. */
    public static ManualScale behind(Action action) {
        return new ManualScale(action.service(), action.to(), action.source().owner(), "");
    }

    /** In words: {@code ana asks for 5: load test}. */
    public String inWords() {
        String what = switch (ask) {
            case COUNT -> "asks for " + replicas;
            case WAKE -> "asks to wake " + replicas;
            case SLEEP -> "asks to put " + replicas + " to sleep";
        };
        return owner + " " + what + ": " + reason;
    }

    /** The count that it leads to. Those that are missing are to come back anyway: whoever wakes is one of them first. */
    int count(ServiceState state) {
        return switch (ask) {
            case COUNT -> replicas;
            case WAKE -> Math.max(state.desired(), state.alive() + replicas);
            case SLEEP -> state.alive() - replicas;
        };
    }

    /** Unlike a load's wish it is not cut down to the limits: a count that nobody asked for would surprise. */
    Proposal proposal(ServicePolicy policy, ServiceState state, int floor) {
        int count = count(state);
        boolean within = count >= floor && count <= policy.replicas().max();
        return new Proposal(
                policy,
                Source.manual(ask, owner),
                Priority.P0,
                Proposal.Wish.LEVEL,
                state.desired(),
                count,
                within ? count : state.desired(),
                List.of(),
                Map.of());
    }
}
