package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.kubernetes.WorkloadView.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sets a workload's count.
 *
 * @param seen what the decision rests on
 */
record Resizing(Changes changes, Settling settling, ServicePolicy service, Sighting seen) {
    private static final Duration SEEN = Duration.ofSeconds(10);
    private static final Duration PODS_MADE = Duration.ofSeconds(30);

    List<String> to(int replicas, Victims victims) throws TargetException {
        int before = seen.view().desired();
        if (replicas == before) {
            return remarks(replicas >= victims.counting().size() ? grown(replicas) : List.of());
        }
        if (replicas > before) {
            changes.scale(seen.workload(), before, replicas, () -> {});
            mustShow(replicas);
            return remarks(grown(replicas));
        }
        List<String> told = new ArrayList<>(new Shrinking(changes, settling, service, victims).to(replicas, this));
        if (!seen.workload().kind().isWellKnown()) {
            told.add("which pods stop is the choice of %s: nothing is known of how a %s takes them"
                    .formatted(seen.workload(), seen.workload().kind().word()));
        }
        return remarks(told);
    }

    /** Sets a lower count, and returns when the watches show it. */
    void set(int replicas, Changes.LastLook look) throws TargetException {
        changes.scale(seen.workload(), seen.view().desired(), replicas, look);
        mustShow(replicas);
    }

    /** Whether who is stopped can be chosen. */
    boolean chooses() {
        return seen.choice() == Choice.FREE;
    }

    /** Whether pods are of one template, so that as many stop as it is lowered by. */
    boolean isSteady() {
        return seen.update().stage() == Stage.NONE;
    }

    private List<String> remarks(List<String> told) {
        List<String> remarks = new ArrayList<>();
        WorkloadView.Update update = seen.update();
        if (update.stage() == Stage.GOING_ON) {
            remarks.add("%s is being updated: %s".formatted(seen.workload(), update.words()));
        } else if (update.stage() == Stage.STANDS_STILL) {
            remarks.add("the update of %s has stopped progressing: %s; which pods stop is its own choice"
                    .formatted(seen.workload(), update.words()));
        }
        remarks.addAll(told);
        return remarks;
    }

    /** Where one pod is made after another, the first is enough: the others come when that is ready. */
    private List<String> grown(int replicas) throws TargetException {
        int made = seen.view().oneByOne() ? Math.min(replicas, seen.view().desired() + 1) : replicas;
        boolean there = settling.until(
                () -> settling.counting().size() >= made || failure().isPresent(), PODS_MADE);
        if (!there || settling.counting().size() < made) {
            String why = failure().orElse("its controller does not make them");
            throw new TargetException(
                    why.contains(" is forbidden: ") ? TargetException.Kind.NEVER : TargetException.Kind.LATER,
                    "%s has %d of %d pods: %s"
                            .formatted(seen.workload(), settling.counting().size(), replicas, why));
        }
        return List.of();
    }

    private Optional<String> failure() throws TargetException {
        return settling.view().flatMap(WorkloadView::failure);
    }

    private void mustShow(int replicas) throws TargetException {
        if (!settling.until(
                () -> settling.view().filter(now -> now.desired() == replicas).isPresent(), SEEN)) {
            throw new TargetException(
                    TargetException.Kind.CONFLICT,
                    "%s was set to %d, and %d s later it is %s: somebody else set it back"
                            .formatted(
                                    seen.workload(),
                                    replicas,
                                    SEEN.toSeconds(),
                                    settling.view()
                                            .map(now -> "" + now.desired())
                                            .orElse("gone")));
        }
    }
}
