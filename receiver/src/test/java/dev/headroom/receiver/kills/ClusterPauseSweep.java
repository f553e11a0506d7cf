package dev.headroom.receiver.kills;

import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kills.ClusterGate.Call;
import dev.headroom.receiver.kills.ClusterGate.Moment;
import dev.headroom.receiver.kills.ClusterGate.Trap;
import dev.headroom.receiver.kills.ClusterWorld.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The receiver that leads is paused at an effect on a cluster, the other takes over, ends what was begun and is ordered something
 * else; then the first wakes. Or it is killed there, and starts again beside the other.
 */
final class ClusterPauseSweep {
    private static final int FEW = 2;
    private static final int MANY = 5;
    private static final int FOREIGN = 7;

    /** Within so much time after it woke, whatever it would do is done, and the one that leads has looked again. */
    private static final Duration AWAKE = Duration.ofSeconds(3);

    /** Longer than the API server takes for a call that is let go. */
    private static final Duration WRITTEN = Duration.ofMillis(500);

    private static final Duration TAKEN_OVER = Duration.ofSeconds(60);

    private final ClusterWorld world;
    private final ClusterGate gate;

    /** What is done to the one that leads. */
    enum Deed {
        PAUSE,
        /** And a person sets another count meanwhile. */
        PAUSE_AND_PERSON,
        KILL
    }

    /**
     * An effect, and what is done at it.
     *
     * @param call by which the effect comes to be
     */
    record Point(Deed deed, String service, boolean up, Call call, Moment moment) {
        static Point count(Deed deed, boolean up, Moment moment) {
            return new Point(deed, ClusterWorld.PLAIN, up, new Call("deployments/scale", 1), moment);
        }

        static Point mark(Deed deed, Moment moment) {
            return new Point(deed, ClusterWorld.PLAIN, false, new Call("pods", 1), moment);
        }

        static Point floor(Deed deed, boolean up, Moment moment) {
            return new Point(deed, ClusterWorld.FLOORED, up, new Call("horizontalpodautoscalers", 1), moment);
        }

        /** The same at a later one of the calls by which it is done. */
        Point at(int number) {
            return new Point(deed, service, up, new Call(call.resource(), number), moment);
        }
    }

    /**
     * What became of it.
     *
     * @param called calls that the API server had from the one that was paused, after it woke
     * @param landed changes that came to be after the call that was held went on, or after it woke
     * @param lost replicas that were ordered and are not there
     * @param doubled changes of the count beyond what was ordered
     * @param strays replicas, marks and notes that nobody wants, after the next look of the one that leads
     */
    record Outcome(Point point, long called, long landed, long lost, long doubled, long strays) {}

    /** @param servers end it */
    ClusterPauseSweep(Servers servers, Path folder) throws IOException {
        world = new ClusterWorld(servers, folder, FEW);
        gate = world.gate();
    }

    Outcome at(Point point) {
        int from = point.up() ? FEW : MANY;
        int to = point.up() ? MANY : FEW;
        order(world.leader(), point, from);
        world.forget();
        ClusterReceiver leader = world.leader();
        gate.set(new Trap(point.call(), point.moment(), point.deed() == Deed.KILL));
        leader.order(point.service(), to, gate::isSprung);
        if (point.moment() == Moment.ORDERED) {
            gate.stop(leader);
        }
        ClusterReceiver stopped = gate.stopped();
        return point.deed() == Deed.KILL ? killed(point, stopped, to) : paused(point, stopped, to);
    }

    private Outcome killed(Point point, ClusterReceiver leader, int to) {
        if (point.moment() == Moment.LANDED) {
            Waiting.until("it is done", () -> !world.changes().isEmpty());
        }
        leader.killAndStart();
        ClusterReceiver other = world.other(leader);
        Waiting.until(TAKEN_OVER, "the other leads", other::leads);
        other.isAt(point.service(), to);
        leader.listens();
        return outcome(point, to, 1, 0, List.of());
    }

    private Outcome paused(Point point, ClusterReceiver paused, int to) {
        boolean person = point.deed() == Deed.PAUSE_AND_PERSON;
        if (person) {
            world.scale(FOREIGN);
        }
        ClusterReceiver other = world.other(paused);
        Waiting.until(TAKEN_OVER, "the other leads", other::leads);
        other.isAt(point.service(), person ? FOREIGN : to);
        int then = person ? FOREIGN + 1 : point.up() ? FEW - 1 : MANY + 1;
        order(other, point, then);

        int before = world.changes().size();
        gate.release();
        Waiting.sleep(WRITTEN);
        long calls = gate.calls(paused);
        paused.signal("CONT");
        Waiting.until("it says that it leads no more", () -> !paused.leads());
        Waiting.sleep(AWAKE);
        List<Change> changes = world.changes();
        return outcome(point, then, 2, gate.calls(paused) - calls, changes.subList(before, changes.size()));
    }

    private void order(ClusterReceiver receiver, Point point, int count) {
        if (world.count(point.service()) != count) {
            receiver.order(point.service(), count, () -> false);
        }
        receiver.isAt(point.service(), count);
    }

    private Outcome outcome(Point point, int wanted, int steps, long called, List<Change> late) {
        int count = world.count(point.service());
        boolean floored = point.service().equals(ClusterWorld.FLOORED);
        int pods = floored ? Math.max(count, wanted) : world.pods(point.service());
        long set = world.changes().stream()
                .filter(change -> !change.of().equals("mark"))
                .count();
        return new Outcome(
                point,
                called,
                late.stream().filter(change -> !change.value().isEmpty()).count(),
                Math.max(0, wanted - Math.min(count, pods)),
                Math.max(0, set - steps),
                Math.max(0, Math.max(count, pods) - wanted) + world.leftovers());
    }
}
