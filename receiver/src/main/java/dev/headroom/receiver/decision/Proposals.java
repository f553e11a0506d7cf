package dev.headroom.receiver.decision;

import dev.headroom.receiver.decision.Proposal.Wish;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything that is wished for one service: by triggers, matrix, schedule, or a person's pin instead of them. */
final class Proposals {

    private final ScalingPolicy policy;
    private final Situation situation;
    private final String window;

    Proposals(ScalingPolicy policy, Situation situation) {
        this.policy = policy;
        this.situation = situation;
        this.window = policy.schedule().windowAt(situation.now().wall());
    }

    Wishes of(ServicePolicy service, ServiceState state) {
        return new Wishes(
                all(service, state), situation.trials().doubts(service.name()).keySet());
    }

    private List<Proposal> all(ServicePolicy service, ServiceState state) {
        ManualOverride order = state.order();
        boolean pinned = order != null && order.kind() == ManualOverride.Kind.PIN;
        if (order != null && pinned && order.replicas() != state.desired()) {
            return List.of(pin(service, state, order));
        }
        Standing standing = standing(service, state);
        List<Proposal> all = new ArrayList<>(fromAlerts(standing));
        if (standing.current() < standing.floor()) {
            all.add(floor(standing));
        }
        if (!pinned && standing.current() > service.replicas().max()) {
            all.removeIf(Proposal::down);
            all.add(standing.intoLimits());
        }
        if (!pinned && all.stream().allMatch(this::isDoubted) && standing.isRaised() && !isByPerson(service)) {
            all.add(standing.giveBack());
        }
        return all;
    }

    /** What triggers and matrix wish for, whatever a person ordered. */
    List<Proposal> fromAlerts(ServicePolicy service, ServiceState state) {
        return fromAlerts(standing(service, state));
    }

    private List<Proposal> fromAlerts(Standing standing) {
        return Stream.concat(
                        new TriggerProposals(standing, situation.firing()).all().stream(),
                        new MatrixProposals(standing, situation.firing(), situation.scene(window))
                                .all(policy.matrix()).stream())
                .toList();
    }

    private Standing standing(ServicePolicy service, ServiceState state) {
        return new Standing(
                service, state.desired(), policy.floor(service, situation.now().wall()), state.target());
    }

    private boolean isDoubted(Proposal proposal) {
        return situation.trials().doubt(proposal).isPresent();
    }

    /** Whether a person asked for the present count. */
    private boolean isByPerson(ServicePolicy service) {
        return situation
                .ledger()
                .last(service.name())
                .filter(entry -> entry.action().source().person())
                .isPresent();
    }

    private Proposal floor(Standing standing) {
        boolean scheduled = standing.floor() > standing.service().replicas().min();
        Source source = Source.floor(scheduled ? window : "minimum");
        return standing.wish(new Standing.Author(source, Priority.P3), Wish.LEAST, standing.floor());
    }

    /** A person's count stands above the schedule, not above the limits; above them it only leads down. */
    private static Proposal pin(ServicePolicy service, ServiceState state, ManualOverride order) {
        int max = Math.max(service.replicas().max(), Math.min(state.desired(), order.replicas()));
        int min = service.replicas().min();
        int to = Math.max(min, Math.min(max, order.replicas()));
        return new Proposal(
                service,
                Source.pin(order.owner()),
                Priority.P0,
                Wish.LEVEL,
                state.desired(),
                order.replicas(),
                to,
                List.of(),
                Map.of());
    }
}
