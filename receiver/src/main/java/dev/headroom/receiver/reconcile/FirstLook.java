package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.policy.ServicePolicy;

/**
 * A service that is seen for the first time: nothing is known of who set its count, and from now on Headroom sets it.
 *
 * @param replicas the count that it was found with
 * @param floor the fewest that it may have now, by the policy and its schedule
 * @param most the most that it may have
 * @param frozen whether nothing may be done to it
 */
public record FirstLook(String service, int replicas, int floor, int most, boolean frozen) {

    static FirstLook at(ServicePolicy service, int replicas, int floor) {
        return new FirstLook(service.name(), replicas, floor, service.replicas().max(), service.isFrozen());
    }

    /** Whether something is done to it without any alert. */
    public boolean differs() {
        return replicas < floor || replicas > most;
    }

    /** What is about to be done, for somebody who sees it done for the first time. */
    public String inWords() {
        String found = "%s is met for the first time, with %d %s; "
                .formatted(service, replicas, replicas == 1 ? "replica" : "replicas");
        String bound = replicas < floor
                ? "the fewest that it may have now are %d".formatted(floor)
                : "the most that it may have are %d".formatted(most);
        return found
                + bound
                + (frozen
                        ? ", but it is frozen and left as it is"
                        : ": it is brought there now (serve --frozen shows what would be done, and does nothing)");
    }
}
