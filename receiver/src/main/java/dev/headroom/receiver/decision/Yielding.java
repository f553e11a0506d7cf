package dev.headroom.receiver.decision;

import static java.util.Comparator.comparing;
import static java.util.Comparator.nullsLast;
import static java.util.Comparator.reverseOrder;

import dev.headroom.receiver.decision.ServiceState.Awake;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.VramGate.Sleeper;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Who goes to sleep so that another service's up finds room on a GPU: whoever is wanted least, then who has had no request for
 * longest, and never one that may have some. Each is a down of its own service that every guard judges.
 */
final class Yielding {

    /** After a down that failed, its service is not asked by the same one again for so long. */
    private static final Duration REST = Duration.ofMinutes(5);

    private final ScalingPolicy policy;
    private final Situation situation;
    private final Proposals proposals;

    Yielding(ScalingPolicy policy, Situation situation, Proposals proposals) {
        this.policy = policy;
        this.situation = situation;
        this.proposals = proposals;
    }

    /** The decisions, the most urgent first, where those that others sleep for are followed by what these do. */
    List<Decision> over(List<Decision> decisions) {
        for (Decision decision : decisions) {
            Map<String, Decision.Scale> downs =
                    asked(decision).map(up -> downsFor(up, decisions)).orElse(Map.of());
            if (!downs.isEmpty()) { // what they give is looked at before another one asks
                return decisions.stream()
                        .map(each -> downs.containsKey(each.service()) ? downs.get(each.service()) : each)
                        .toList();
            }
        }
        return decisions;
    }

    /** What is lost is brought back when there is room: nobody sleeps for it. */
    private static Optional<Proposal> asked(Decision decision) {
        return decision instanceof Decision.Hold hold
                ? hold.lacksOnlyRoom().filter(up -> !up.isRepair())
                : Optional.empty();
    }

    /** Judges such a down, that has had no effect yet, as if it had never been begun: by both services. */
    static Review review(ScalingPolicy policy, Situation before, Action begun) {
        if (!before.services().containsKey(begun.source().other())) {
            return new Review.Unjudged("the count of " + begun.source().other() + " is not known");
        }
        return new Yielding(policy, before, new Proposals(policy, before))
                .against(begun, Decider.decide(policy, before))
                .<Review>map(Review.Overruled::new)
                .orElse(new Review.Stands());
    }

    /** Why it is not wanted any more; empty where it still is. */
    private Optional<String> against(Action begun, List<Decision> decisions) {
        String service = begun.service();
        ServicePolicy yields = policy.service(service);
        ServiceState state = situation.services().get(service);
        Optional<Proposal> up = decisions.stream()
                .filter(decision -> decision.service().equals(begun.source().other()))
                .findFirst()
                .flatMap(Yielding::asked);
        if (yields == null || state == null || up.isEmpty()) {
            return Optional.of(begun.source().other() + " does not wait for room any more");
        }
        Decision.Scale again = down(up.get(), yields, state, begun.to(), List.of());
        return again.verdicts().stream()
                .filter(Verdict::refused)
                .findFirst()
                .map(Verdict::detail)
                .or(() -> wanted(yields, state, begun.to())
                        .filter(own -> own.compareTo(up.get().priority()) < 0)
                        .map(own -> "it is wanted itself by now (" + own + ")"));
    }

    private Map<String, Decision.Scale> downsFor(Proposal up, List<Decision> decisions) {
        if (situation.makesRoomFor(up.service().name())) {
            return Map.of();
        }
        ServiceState asks =
                Objects.requireNonNull(situation.services().get(up.service().name()));
        VramGate.Wish wish = situation.wish(up.service(), asks.alive(), up.to());
        Map<String, List<Yielder>> byGpu = candidates(up, decisions).stream()
                .collect(Collectors.groupingBy(
                        candidate -> candidate.replica().gpu(), LinkedHashMap::new, Collectors.toList()));
        return byGpu.values().stream()
                .flatMap(those -> enough(those, up, asks, wish).stream())
                .map(those -> downs(up, those))
                .filter(downs -> downs.values().stream().allMatch(Yielding::passes))
                .min(Comparator.comparingInt(Yielding::sleepers))
                .orElse(Map.of());
    }

    private static int sleepers(Map<String, Decision.Scale> downs) {
        return downs.values().stream().mapToInt(down -> down.from() - down.to()).sum();
    }

    private static boolean passes(Decision.Scale down) {
        return down.verdicts().stream().allMatch(Verdict::passed);
    }

    /** As few of them, the first ones, as make room together; empty where all of them do not. */
    private Optional<List<Yielder>> enough(List<Yielder> those, Proposal up, ServiceState asks, VramGate.Wish wish) {
        VramGate gate = situation.vram();
        List<Yielder> chosen = new ArrayList<>();
        for (Yielder next : those) {
            int count = 1
                    + (int) chosen.stream()
                            .filter(each -> each.service().equals(next.service()))
                            .count();
            if (count > next.most() || !yieldsTo(up, asks, next, count)) {
                continue;
            }
            chosen.add(next);
            gate = gate.freeing(
                    next.service(),
                    new Sleeper(next.replica().name(), next.replica().gpu()));
            if (gate.ask(wish).fits()) {
                return Optional.of(chosen);
            }
        }
        return Optional.empty();
    }

    /** Whoever is wanted least first, then who has had no request for longest. */
    private List<Yielder> candidates(Proposal up, List<Decision> decisions) {
        List<Yielder> found = new ArrayList<>();
        for (Decision decision : decisions) {
            ServicePolicy service = Objects.requireNonNull(policy.service(decision.service()));
            ServiceState state = Objects.requireNonNull(situation.services().get(decision.service()));
            Standby standby = service.standby();
            boolean may = decision instanceof Decision.Hold
                    && state.rollout() == null
                    && !rests(service, up.service())
                    && !service.name().equals(up.service().name());
            if (standby != null && may && passes(down(up, service, state, state.desired() - 1, List.of()))) {
                int floor = policy.floor(service, situation.now().wall());
                int most = Math.min(standby.beds(state.target().sleepers().size()), state.alive() - floor);
                Priority wanted = wanted(service, state, state.desired() - 1).orElse(null);
                state.target().awake().stream()
                        .filter(replica ->
                                replica.idle() != null && replica.idle().compareTo(standby.yieldsAfter()) >= 0)
                        .map(replica -> new Yielder(service, state, replica, wanted, most))
                        .forEach(found::add);
            }
        }
        found.sort(comparing(Yielder::wanted, nullsLast(Comparator.<Priority>naturalOrder()))
                .reversed()
                .thenComparing(Yielder::idle, reverseOrder()));
        return found;
    }

    private boolean rests(ServicePolicy service, ServicePolicy other) {
        return situation
                .ledger()
                .lastOf(service.name(), Source.yielding(other.name()).name())
                .filter(last -> last.action().result() == Action.Result.FAILED)
                .filter(last ->
                        situation.now().elapsed().minus(last.endedOrBegan()).compareTo(REST) < 0)
                .isPresent();
    }

    /** As one of so many of its service. */
    private boolean yieldsTo(Proposal up, ServiceState asks, Yielder candidate, int count) {
        return wanted(candidate.service(), candidate.state(), candidate.state().desired() - count)
                .map(own -> up.priority().compareTo(own) < 0
                        || (up.priority() == own && candidate.idle().compareTo(idle(asks)) > 0))
                .orElse(true);
    }

    /** For so long no replica of it has had a request; none where one may have some, or there is none. */
    private static Duration idle(ServiceState state) {
        return state.target().awake().stream()
                .map(replica -> Objects.requireNonNullElse(replica.idle(), Duration.ZERO))
                .min(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The most urgent wish that stands against so few. */
    private Optional<Priority> wanted(ServicePolicy service, ServiceState state, int to) {
        return proposals.of(service, state).against(to);
    }

    private Map<String, Decision.Scale> downs(Proposal up, List<Yielder> those) {
        Map<String, List<Yielder>> byService = those.stream()
                .collect(Collectors.groupingBy(each -> each.service().name()));
        Map<String, Decision.Scale> downs = new LinkedHashMap<>();
        byService.forEach((name, mine) -> {
            Yielder first = mine.get(0);
            List<String> sleep =
                    mine.stream().map(each -> each.replica().name()).toList();
            List<String> stay = first.state().target().awake().stream()
                    .map(Awake::name)
                    .filter(replica -> !sleep.contains(replica))
                    .toList();
            downs.put(
                    name, down(up, first.service(), first.state(), first.state().desired() - mine.size(), stay));
        });
        return downs;
    }

    private Decision.Scale down(Proposal up, ServicePolicy service, ServiceState state, int to, List<String> stay) {
        Proposal down = new Proposal(
                service,
                Source.yielding(up.service().name()),
                up.priority(),
                Proposal.Wish.FEWER,
                state.desired(),
                to,
                to,
                up.because(),
                Map.of());
        return new Decision.Scale(
                down,
                new Guards(policy, situation).judge(down, state),
                List.of(),
                stay,
                proposals.of(service, state).against(down));
    }
}
