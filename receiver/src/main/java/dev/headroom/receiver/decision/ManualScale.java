package dev.headroom.receiver.decision;

import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.List;
import java.util.Map;

/**
 * A person's order to scale once (spec 6).
 *
 * @param replicas the count wanted, absolute
 * @param owner who asks
 * @param reason why, in the owner's words
 */
public record ManualScale(String service, int replicas, String owner, String reason) {

    /** The order that an action followed, without its reason. */
    public static ManualScale behind(Action action) {
        return new ManualScale(action.service(), action.to(), action.source().owner(), "");
    }

    /** In words: {@code ana asks for 5: load test}. */
    public String inWords() {
        return owner + " asks for " + replicas + ": " + reason;
    }

    /** Unlike a load's wish it is not cut down to the limits: a count that nobody asked for would surprise. */
    Proposal proposal(ServicePolicy policy, int current, int floor) {
        boolean within = replicas >= floor && replicas <= policy.replicas().max();
        return new Proposal(
                policy,
                Source.manual(owner),
                Priority.P0,
                Proposal.Wish.LEVEL,
                current,
                replicas,
                within ? replicas : current,
                List.of(),
                Map.of());
    }
}
