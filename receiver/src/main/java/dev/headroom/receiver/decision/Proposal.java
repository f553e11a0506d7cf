package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ServicePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One wish for one service, before the guards: a number of replicas, which stands as long as the wish does.
 *
 * @param current the count now
 * @param wanted replicas asked for, which may lie beyond the limits
 * @param to replicas after the limits
 * @param because the alerts behind it; empty for the schedule and for people
 * @param cooldowns the cooldowns that it must respect and starts, by source name: its own first
 */
public record Proposal(
        ServicePolicy service,
        Source source,
        Priority priority,
        Wish wish,
        int current,
        int wanted,
        int to,
        List<Alert> because,
        Map<String, Duration> cooldowns) {

    /** What its number means. */
    public enum Wish {
        /** More than there are: fewer will not do. */
        MORE,
        /** Fewer than there are; more are no harm. */
        FEWER,
        /** As many as it says. */
        LEVEL,
        /** No fewer than it says; more are no harm. */
        LEAST
    }

    /** Whether it asks for more than there are, also where the limits leave nothing of that. */
    public boolean up() {
        return wish != Wish.FEWER && (to > current || (to == current && wanted > current));
    }

    /** Whether it asks for fewer than there are, also where the limits leave nothing of that. */
    boolean down() {
        boolean fewer = to < current || (to == current && wanted < current);
        return fewer && (wish == Wish.FEWER || wish == Wish.LEVEL);
    }

    /** The fewest replicas that it can do with. */
    int defends() {
        return wish == Wish.FEWER ? 0 : to;
    }

    /** Whether the other is this one, however far it goes. */
    boolean isTheSameWishAs(Proposal other) {
        return source.equals(other.source) && wish == other.wish && wanted == other.wanted;
    }

    /** Whether it wants less than another that is done, or more. */
    boolean speaksAgainst(Proposal done) {
        return done.up() ? down() : defends() > done.wanted;
    }

    /** The same, going no further than to this count. */
    Proposal noFewerThan(int count) {
        return count <= to
                ? this
                : new Proposal(service, source, priority, wish, current, wanted, count, because, cooldowns);
    }

    /** Whether alerts that ask for more are behind it, be it that they only keep the count by now. */
    boolean restsOnUps() {
        return source.followsLoad()
                && (wish == Wish.MORE
                        || (wish == Wish.LEAST
                                && !because.isEmpty()
                                && because.stream().allMatch(alert -> "up".equals(alert.label("scale")))));
    }

    /** Whether it needs room on a GPU: an up of a service with {@code gpu_check: required}. */
    boolean gated() {
        return up() && service.gpu().check();
    }

    /** Whether it only brings back what was lost, to the count that is wanted already. */
    boolean isRepair() {
        return source.kind() == Source.Kind.LOSS;
    }

    boolean byPerson() {
        return source.person();
    }

    /** Whether it only leads back into the limits. */
    boolean intoLimits() {
        return source.equals(Source.ceiling());
    }

    /** Whether it only leads up to the minimum, or to the floor of the schedule's window. */
    boolean toFloor() {
        return source.kind() == Source.Kind.SCHEDULE && wish == Wish.LEAST;
    }

    /** Whether what was done before does not bind it: a person asks, or the limits do. */
    boolean unpaced() {
        return byPerson() || intoLimits();
    }

    /** A down rests on what does not fire, an up from alerts on what does; the clock, limits and people need no news. */
    boolean needsEvidence() {
        return !unpaced() && (!up() || !because.isEmpty());
    }
}
