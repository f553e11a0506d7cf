package dev.headroom.receiver.decision;

import dev.headroom.receiver.decision.Proposal.Wish;
import dev.headroom.receiver.policy.Priority;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * All wishes for one service, of which one count comes. A wish that is met stands as firmly as one that is not: no down goes
 * below the largest number that a wish which is no down names, whatever its priority.
 */
record Wishes(List<Proposal> all) {

    /** At equal priority the larger step, then by name, so that the order is always the same. */
    private static final Comparator<Proposal> ORDER = Comparator.comparing(Proposal::priority)
            .thenComparing(proposal -> proposal.up() ? -proposal.to() : proposal.to())
            .thenComparing(proposal -> proposal.source().name())
            .thenComparing(proposal -> proposal.because().toString());

    Wishes {
        all = List.copyOf(all);
    }

    /** That of the wish which is looked at first; the lowest where nothing is asked for. */
    Priority urgency() {
        return asking().stream().map(Proposal::priority).findFirst().orElse(Priority.P3);
    }

    /** Those that ask for another count, the most urgent first: downs only where no up is asked for at any priority. */
    List<Proposal> asking() {
        List<Proposal> ups = all.stream().filter(Proposal::up).sorted(ORDER).toList();
        return ups.isEmpty() ? downs() : ups;
    }

    private List<Proposal> downs() {
        int fewest = all.stream().mapToInt(Proposal::defends).max().orElse(0);
        List<Proposal> downs = all.stream()
                .filter(Proposal::down)
                .map(down -> down.intoLimits() ? down : down.noFewerThan(Math.min(fewest, down.current())))
                .sorted(ORDER)
                .toList();
        boolean any = downs.stream().anyMatch(down -> down.to() < down.current());
        return downs.stream().filter(down -> !any || down.to() < down.current()).toList();
    }

    /** The wish that keeps every down from being done, at the present count; the floor is no such wish. */
    Optional<Proposal> defender() {
        boolean asked = all.stream().anyMatch(Proposal::up);
        boolean bounded = all.stream().filter(Proposal::down).allMatch(down -> down.to() >= down.current());
        return asked || bounded
                ? Optional.empty()
                : all.stream()
                        .filter(proposal -> !proposal.down() && proposal.wish() != Wish.FEWER)
                        .filter(proposal -> proposal.to() >= proposal.current())
                        .min(ORDER);
    }

    /** Those that want something else than what is done, or than what keeps the count. */
    List<Proposal> against(Proposal done) {
        return all.stream()
                .filter(proposal -> !proposal.isTheSameWishAs(done))
                .filter(proposal -> (done.up() || done.down()) ? proposal.speaksAgainst(done) : proposal.down())
                .sorted(ORDER)
                .toList();
    }
}
