package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
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
 */
record Standing(ServicePolicy service, int current, int floor) {

    int oneMore() {
        return current + service.replicas().upIncrement();
    }

    int oneLess() {
        return current - service.replicas().downIncrement();
    }

    Direction towards(int wanted) {
        return Direction.of(current, wanted);
    }

    /** A wish, kept within floor and maximum; a wish of which nothing is left keeps the present count. */
    Proposal propose(
            Source source, Priority priority, int wanted, List<Alert> because, Map<String, Duration> cooldowns) {
        Direction direction = towards(wanted);
        int inside = Math.max(floor, Math.min(service.replicas().max(), wanted));
        int to = towards(inside) == direction ? inside : current;
        return new Proposal(service, source, priority, direction, wanted, to, because, cooldowns);
    }
}
