package dev.headroom.receiver.decision;

import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that is wished for one service: by triggers, matrix, schedule, or a person's pin instead of them. */
final class Proposals {

    /** The most urgent first; at equal priority the larger step, then by name, so that the order is always the same. */
    private static final Comparator<Proposal> ORDER = Comparator.comparing(Proposal::priority)
            .thenComparing(proposal -> proposal.up() ? -proposal.to() : proposal.to())
            .thenComparing(proposal -> proposal.source().name());

    private final ScalingPolicy policy;
    private final Situation situation;

    Proposals(ScalingPolicy policy, Situation situation) {
        this.policy = policy;
        this.situation = situation;
    }

    /** Those that may be judged, the most urgent first: a down only where no up is wished at any priority. */
    List<Proposal> of(ServicePolicy service, ServiceState state) {
        List<Proposal> all = all(service, state);
        boolean anyUp = all.stream().anyMatch(Proposal::up);
        return all.stream()
                .filter(proposal -> proposal.up() == anyUp)
                .sorted(ORDER)
                .toList();
    }

    private List<Proposal> all(ServicePolicy service, ServiceState state) {
        ManualOverride order = state.order();
        if (order != null && order.kind() == ManualOverride.Kind.PIN && order.replicas() != state.desired()) {
            return List.of(pin(service, state, order));
        }
        String window = policy.schedule().windowAt(situation.now().wall());
        Standing standing = new Standing(
                service, state.desired(), policy.floor(service, situation.now().wall()));
        List<Proposal> all = new ArrayList<>();
        all.addAll(new TriggerProposals(standing, situation.firing().of(service.name())).all());
        all.addAll(new MatrixProposals(standing, situation.firing(), situation.scene(window)).all(policy.matrix()));
        floor(standing, window).ifPresent(all::add);
        return all;
    }

    private static Optional<Proposal> floor(Standing standing, String window) {
        if (standing.current() >= standing.floor()) {
            return Optional.empty();
        }
        boolean scheduled = standing.floor() > standing.service().replicas().min();
        Source source = Source.floor(scheduled ? window : "minimum");
        return Optional.of(standing.propose(source, Priority.P3, standing.floor(), List.of(), Map.of()));
    }

    /** A person's count stands above the schedule, not above the limits. */
    private static Proposal pin(ServicePolicy service, ServiceState state, ManualOverride order) {
        Standing standing =
                new Standing(service, state.desired(), service.replicas().min());
        return standing.propose(Source.pin(order.owner()), Priority.P0, order.replicas(), List.of(), Map.of());
    }
}
