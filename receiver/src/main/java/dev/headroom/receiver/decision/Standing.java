package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.decision.Proposal.Wish;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where a service stands when wishes are made.
 *
 * @param current its count now
 * @param floor the fewest it may have now
 * @param target what its target tells of it
 */
record Standing(ServicePolicy service, int current, int floor, ServiceState.Target target) {

    /** Than run by now: a count that another autoscaler is above already would help nobody. */
    int oneMore() {
        return Math.max(current, target.running()) + service.replicas().upIncrement();
    }

    int oneLess() {
        return current - service.replicas().downIncrement();
    }

    /** Whose wish it is. */
    record Author(Source source, Priority priority, List<Alert> because, Map<String, Duration> cooldowns) {

        /** One without alerts and cooldowns. */
        Author(Source source, Priority priority) {
            this(source, priority, List.of(), Map.of());
        }
    }

    /** A wish, bounded to what the service may have now. */
    Proposal wish(Author author, Wish wish, int wanted) {
        int most = Math.max(
                current, Math.min(service.replicas().max(), target.most().count()));
        int to = Math.max(floor, Math.min(Math.min(service.replicas().max(), most), wanted));
        return new Proposal(
                service,
                author.source(),
                author.priority(),
                wish,
                current,
                wanted,
                to,
                author.because(),
                author.cooldowns());
    }

    /** Whether an autoscaler, which scales by itself, has had its floor raised. */
    boolean isRaised() {
        return target.running() > 0 && current > own();
    }

    private int own() {
        return Math.max(floor, target.least().count());
    }

    /** What the autoscaler's owner wrote, as far as the policy goes with it. */
    Proposal giveBack() {
        return wish(new Author(Source.autoscaler(), Priority.P3), Wish.FEWER, own());
    }

    /** The way back into the limits, by steps of its own; only above them. */
    Proposal intoLimits() {
        int next = Math.max(service.replicas().max(), oneLess());
        return new Proposal(
                service, Source.ceiling(), Priority.P3, Wish.FEWER, current, next, next, List.of(), Map.of());
    }
}
