package dev.headroom.receiver.standby;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.Choice;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.Place;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Containers in memory, each with a server that can sleep; every effect is written down. A platform that knows no sleep. */
public final class Ward implements ScalingTarget, SleepingServers {

    /** A container. */
    public static final class Box {
        public final String service;
        public final int number;
        public String gpu = "";
        public boolean asleep;
        public boolean ended;

        /** How, where it has. */
        public ReplicaState end = ReplicaState.LOST;

        public int requests;

        /** It does not tell anything. */
        public boolean silent;

        /** The connection over which it is told next is cut. */
        public boolean cutOff;

        /** It cannot be woken, or put to sleep. */
        public boolean stubborn;

        public ReplicaState state = ReplicaState.READY;

        Box(String service, int number) {
            this.service = service;
            this.number = number;
        }

        public String name() {
            return service + "-" + number;
        }

        @Override
        public String toString() {
            return name() + (ended ? " ended" : asleep ? " asleep" : " awake");
        }
    }

    public final List<Box> boxes = new ArrayList<>();

    /** As {@code sleep llm-2}. */
    public final List<String> effects = new ArrayList<>();

    /** Why no further one can be made. */
    public String obstacle = "";

    /** What happens at an effect, before it is done. */
    public BiConsumer<String, Box> at = (effect, box) -> {};

    private final Fence fence;

    public Ward(Fence fence) {
        this.fence = fence;
    }

    /** The same containers, for another process. */
    public Ward(Fence fence, Ward other) {
        this.fence = fence;
        boxes.addAll(other.boxes);
    }

    public Box add(String service) {
        int number = boxes.stream()
                .filter(box -> box.service.equals(service))
                .mapToInt(box -> box.number)
                .max()
                .orElse(0);
        Box box = new Box(service, number + 1);
        boxes.add(box);
        return box;
    }

    public Box box(String name) {
        return boxes.stream().filter(box -> box.name().equals(name)).findFirst().orElseThrow();
    }

    private List<Box> of(String service) {
        return boxes.stream()
                .filter(box -> box.service.equals(service))
                .sorted(Comparator.comparing(box -> box.number))
                .toList();
    }

    private List<Box> counting(String service) {
        return of(service).stream().filter(box -> !box.ended).toList();
    }

    @Override
    public Observation observe(ServicePolicy service) {
        List<Replica> replicas = of(service.name()).stream()
                .map(box -> new Replica(
                        box.name(), box.number, box.ended ? box.end : box.state, Instant.EPOCH, "", "", 0, box.gpu))
                .toList();
        return new Observation(
                counting(service.name()).size(),
                replicas,
                Choice.FREE,
                "",
                obstacle,
                new Observation.Least(1, "one is cloned"));
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) throws TargetException {
        return scaleTo(service, replicas, kept, List.of());
    }

    @Override
    public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept, List<Place> places)
            throws TargetException {
        if (replicas < 1) {
            throw new TargetException(TargetException.Kind.NEVER, "one is cloned");
        }
        List<Box> stopped = counting(service.name()).stream()
                .sorted(Comparator.comparing((Box box) -> !kept.contains(box.name()))
                        .thenComparing(box -> box.number))
                .skip(replicas)
                .toList();
        for (Box box : stopped) {
            effect("stop", box);
            boxes.remove(box);
        }
        for (int there = counting(service.name()).size(); there < replicas; there++) {
            int place = places.size() - (replicas - there);
            start(
                    service.name(),
                    place >= 0 && !places.isEmpty() ? places.get(place).gpu() : "");
        }
        return List.of();
    }

    private void start(String service, String gpu) throws TargetException {
        Optional<Box> ended = of(service).stream()
                .filter(box -> box.ended && (gpu.isEmpty() || box.gpu.equals(gpu)))
                .findFirst();
        Box box = ended.orElseGet(() -> add(service));
        if (ended.isEmpty()) {
            boxes.remove(box);
            box.gpu = gpu;
        }
        effect("start", box);
        box.ended = false;
        box.asleep = false;
        if (ended.isEmpty()) {
            boxes.add(box);
        }
    }

    @Override
    public void restart(ServicePolicy service, String replica) throws TargetException {
        Box box = box(replica);
        effect("restart", box);
        box.asleep = false;
        box.silent = false;
        box.state = ReplicaState.STARTING;
    }

    private void effect(String what, Box box) throws TargetException {
        fence.mustHold(what + " " + box.name());
        at.accept(what, box);
        effects.add(what + " " + box.name());
    }

    @Override
    public boolean has(String service) {
        return true;
    }

    @Override
    public SleepingServer of(String service, Replica replica) {
        return new Server(box(replica.name()));
    }

    /** One container's. */
    private final class Server implements SleepingServer {
        private final Box box;

        private Server(Box box) {
            this.box = box;
        }

        @Override
        public Sight look() {
            if (box.silent || box.ended || box.state == ReplicaState.STARTING) {
                return Sight.unknown("it is silent");
            }
            return box.asleep ? Sight.asleep() : Sight.awake(box.requests);
        }

        @Override
        public void sleep(int level) throws SleepException {
            done("sleep", true);
        }

        @Override
        public void wake(int level) throws SleepException {
            done("wake", false);
        }

        private void done(String what, boolean asleep) throws SleepException {
            at.accept(what, box);
            effects.add(what + " " + box.name());
            if (box.cutOff) {
                box.cutOff = false;
                throw new SleepException("it received no bytes", false);
            }
            if (box.stubborn) {
                throw new SleepException("HTTP 500", false);
            }
            box.asleep = asleep;
        }
    }

    @Override
    public void close() {}
}
