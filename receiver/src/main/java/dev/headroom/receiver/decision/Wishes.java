package dev.headroom.receiver.decision;

import dev.headroom.receiver.decision.Proposal.Wish;
import dev.headroom.receiver.policy.Priority;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * All wishes for one service, of which one count comes. A wish that is met stands as firmly as one that is not: no down goes
 * below the largest number that a wish which is no down names, whatever its priority.
 *
 * @param doubted sources whose ups are not believed to help: they ask for nothing, and keep no down from being done
 */
record Wishes(List<Proposal> all, Set<String> doubted) {

    /** At equal priority the larger step, then by name, so that the order is always the same. */
    private static final Comparator<Proposal> ORDER = Comparator.comparing(Proposal::priority)
            .thenComparing(proposal -> proposal.up() ? -proposal.to() : proposal.to())
            .thenComparing(proposal -> proposal.source().name())
            .thenComparing(proposal -> proposal.because().toString());

    Wishes {
        all = List.copyOf(all);
        doubted = Set.copyOf(doubted);
    }

    /** That of the wish which is looked at first; the lowest where nothing is asked for. */
    Priority urgency() {
        return asking().stream().map(Proposal::priority).findFirst().orElse(Priority.P3);
    }

    /** Those that ask for another count, the most urgent first: downs only where no up is asked for at any priority. */
    List<Proposal> asking() {
        List<Proposal> ups = believed().filter(Proposal::up).sorted(ORDER).toList();
        if (!ups.isEmpty()) {
            return ups;
        }
        List<Proposal> downs = downs();
        boolean any = downs.stream().anyMatch(down -> down.to() < down.current());
        List<Proposal> inVain = any ? List.of() : doubtedUps();
        return inVain.isEmpty() ? downs : inVain;
    }

    /** Those that are not known to be in vain. */
    private Stream<Proposal> believed() {
        return all.stream().filter(proposal -> !isDoubted(proposal));
    }

    private List<Proposal> doubtedUps() {
        return all.stream()
                .filter(proposal -> isDoubted(proposal) && proposal.up())
                .sorted(ORDER)
                .toList();
    }

    private boolean isDoubted(Proposal proposal) {
        return doubted.contains(proposal.source().name()) && proposal.restsOnUps();
    }

    private List<Proposal> downs() {
        int fewest = believed().mapToInt(Proposal::defends).max().orElse(0);
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
        boolean asked = believed().anyMatch(Proposal::up);
        boolean bounded = all.stream().filter(Proposal::down).allMatch(down -> down.to() >= down.current());
        return asked || bounded
                ? Optional.empty()
                : believed()
                        .filter(proposal -> !proposal.down() && proposal.wish() != Wish.FEWER)
                        .filter(proposal -> proposal.to() >= proposal.current())
                        .min(ORDER);
    }

    /** The priority of the most urgent that so few would not do for; empty where there is none. */
    Optional<Priority> against(int count) {
        return believed()
                .filter(proposal -> proposal.defends() > count)
                .map(Proposal::priority)
                .min(Comparator.naturalOrder());
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
