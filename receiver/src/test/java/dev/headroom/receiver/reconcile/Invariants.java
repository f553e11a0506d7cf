package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.ManualOverride;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ServicePolicy;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What must hold of every change of a count, whatever the weather; judged by what a bystander knows. */
final class Invariants {

    private static final Set<Source.Kind> PEOPLE = EnumSet.of(Source.Kind.OVERRIDE, Source.Kind.MANUAL);

    private final Loop loop;
    private final String service;
    private final CharSequence told;
    private int calmFor;

    /** So many actions began before the policy was changed. */
    int underAnother;

    Invariants(Loop loop, String service, CharSequence told) {
        this.loop = loop;
        this.service = service;
        this.told = told;
    }

    /**
     * Looks at one change.
     *
     * @param order in force since before it
     */
    void check(Fleet.Change change, Optional<ManualOverride> order, boolean leads) {
        Action action = change.action();
        must("only who leads changes anything", leads);
        if (change.to() == action.from()) {
            return; // what was done is taken back
        }
        must("a count is set as it was decided", change.to() == action.to());
        must(
                "never outside the limits but on the way into them",
                change.to() >= Math.min(limits().min(), change.from())
                        && change.to() <= Math.max(limits().max(), change.from()));
        if (action.source().kind() == Source.Kind.LOSS) {
            must(
                    "nothing but a freeze holds a repair",
                    order.filter(each -> each.kind() == ManualOverride.Kind.FREEZE)
                            .isEmpty());
            return;
        }
        order.ifPresent(each -> must("what a person forbids is not done: " + each, allows(each, change)));
        boolean person = PEOPLE.contains(action.source().kind())
                || order.filter(each -> each.kind() == ManualOverride.Kind.PIN).isPresent();
        if (!person && change.to() > change.from()) {
            up(change, action.source());
        } else if (!person) {
            down(change, action);
        }
    }

    private void up(Fleet.Change change, Source source) {
        must(
                "no up from alerts while blind",
                !byAlerts(source)
                        || change.to() <= floor()
                        || !loop.bystander.blind(loop.now().elapsed()));
    }

    /** The other rows go by the clock, or by what does not fire. */
    private static boolean byAlerts(Source source) {
        return source.kind() == Source.Kind.TRIGGER || source.name().equals("many");
    }

    /**
     * Nobody stays drained whom no down stops.
     *
     * @param calm whether this one leads, replicas answer, and no down is under way
     */
    void released(boolean calm) {
        calmFor = calm ? calmFor + 1 : 0;
        must("whoever was drained in vain is released", calmFor < 3 || loop.fleet.drained.isEmpty());
    }

    private void down(Fleet.Change change, Action action) {
        boolean intoLimits = change.to() >= limits().max() && change.from() - change.to() <= limits().downIncrement();
        must(
                "above the limits it comes down by its own steps",
                intoLimits
                        || !action.source().name().equals("schedule:maximum")
                        || loop.started.stream().map(Action::id).toList().indexOf(action.id()) < underAnother);
        if (!intoLimits) {
            must(
                    "no down without evidence of both parts",
                    loop.bystander.hearsBoth(loop.now().elapsed()));
            must("nothing is stopped that a wish at its count defends", change.to() >= defended(change.from()));
        }
    }

    private int floor() {
        return loop.policy().floor(policy(), loop.now().wall());
    }

    /** The fewest that all wishes leave of a count. */
    private int defended(int count) {
        boolean more = loop.bystander.mayFire("Up") || loop.bystander.mayFire("Urgent");
        int most = IntStream.of(
                        floor(),
                        more ? count : 0,
                        loop.bystander.counts("To"),
                        loop.bystander.mayFire("Many") ? BadWeather.ROW : 0)
                .max()
                .orElse(0);
        return Math.min(count, Math.min(most, limits().max()));
    }

    private boolean allows(ManualOverride order, Fleet.Change change) {
        return switch (order.kind()) {
            case FREEZE -> false;
            case HOLD_UP -> change.to() < change.from();
            case HOLD_DOWN -> change.to() > change.from();
            case PIN -> isNearer(Math.max(limits().min(), Math.min(limits().max(), order.replicas())), change);
        };
    }

    private static boolean isNearer(int pinned, Fleet.Change change) {
        return Math.abs(pinned - change.to()) < Math.abs(pinned - change.from());
    }

    private ServicePolicy policy() {
        return loop.policy().services().get(service);
    }

    private ReplicaLimits limits() {
        return policy().replicas();
    }

    void must(String hold, boolean holds) {
        if (!holds) {
            assertThat(holds).as("%s: %s", hold, told).isTrue();
        }
    }
}
