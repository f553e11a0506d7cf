package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.standby.Ward.Box;
import dev.headroom.receiver.target.ReplicaState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/** What may happen to services that share GPUs: alerts, work, crashes, silence, other hands, another process that leads. */
final class Disturbances {
    private static final List<String> SERVICES = List.of("chat", "code");
    private static final int MOST = 2;

    private final SharedGpu shared;
    private final SplittableRandom random;
    private boolean takesOver;
    private boolean lands;

    Disturbances(SharedGpu shared, SplittableRandom random) {
        this.shared = shared;
        this.random = random;
        for (String service : SERVICES) {
            for (int i = random.nextInt(1, 3); i > 0; i--) {
                Box box = shared.ward.add(service);
                box.gpu = Rack.uuid(i - 1);
                box.asleep = shared.free(box.gpu) < 3;
            }
        }
        var watch = shared.ward.at;
        shared.ward.at = (effect, box) -> {
            if (takesOver) {
                takesOver = false;
                shared.start();
            }
            watch.accept(effect, box);
        };
        shared.moved = rollout -> {
            if (lands) {
                lands = false;
                wakeLate();
            }
        };
    }

    /** As a call of a former leader does that lands at any moment. */
    private void wakeLate() {
        any().filter(box -> box.asleep && shared.free(box.gpu) > SharedGpu.EACH).ifPresent(box -> box.asleep = false);
    }

    void one() {
        String service = SERVICES.get(random.nextInt(SERVICES.size()));
        switch (random.nextInt(18)) {
            case 0, 1, 2 -> turn(service, "up", "down");
            case 3, 4, 5 -> turn(service, "down", "up");
            case 6 -> shared.ends(service, random.nextBoolean() ? "up" : "down");
            case 7, 8 ->
                any().filter(box -> !box.asleep && !shared.drained.contains(box.name()))
                        .ifPresent(box -> box.requests = random.nextInt(3));
            case 9 -> any().ifPresent(this::crash);
            case 10 -> any().ifPresent(box -> box.silent = !box.silent);
            case 11 -> any().ifPresent(box -> box.stubborn = random.nextBoolean());
            case 12 ->
                any().filter(box -> box.state == ReplicaState.READY && box.requests == 0 && !box.ended)
                        .ifPresent(box -> box.asleep = true);
            case 13 -> wakeLate();
            case 14 -> any().ifPresent(this::comesBack);
            case 15 -> lands = true;
            case 16 -> hostRestarts();
            default -> takesOver = true;
        }
        load();
    }

    private void turn(String service, String fires, String ends) {
        shared.ends(service, ends);
        shared.fires(service, fires, "P" + random.nextInt(4));
    }

    private Optional<Box> any() {
        List<Box> boxes = shared.ward.boxes;
        return boxes.isEmpty() ? Optional.empty() : Optional.of(boxes.get(random.nextInt(boxes.size())));
    }

    private void crash(Box box) {
        box.ended = true;
        box.asleep = false;
        box.silent = false;
        box.requests = 0;
        shared.drained.remove(box.name());
    }

    /** Whoever was there comes back awake, in any order, as far as there is room; in between they are seen to have ended, or not. */
    private void hostRestarts() {
        List<Box> there = new ArrayList<>(
                shared.ward.boxes.stream().filter(box -> !box.ended).toList());
        there.forEach(this::crash);
        if (random.nextBoolean()) {
            shared.pass(5);
        }
        Collections.shuffle(there, new Random(random.nextLong()));
        there.forEach(this::comesBack);
    }

    private void comesBack(Box box) {
        if (box.ended && shared.free(box.gpu) > SharedGpu.EACH) {
            box.ended = false;
            box.state = ReplicaState.STARTING;
        }
    }

    /** Time has passed: who was drained has done its work, who was started is loaded. */
    private void load() {
        for (Box box : shared.ward.boxes) {
            if (shared.drained.contains(box.name()) && random.nextBoolean()) {
                box.requests = 0;
            }
            if (box.state == ReplicaState.STARTING && random.nextBoolean()) {
                box.state = ReplicaState.READY;
            }
        }
    }

    /** From now on all is well, and nothing is asked for. */
    void end() {
        takesOver = false;
        lands = false;
        SERVICES.forEach(service -> {
            shared.ends(service, "up");
            shared.ends(service, "down");
        });
        for (Box box : shared.ward.boxes) {
            box.requests = 0;
            box.silent = false;
            box.stubborn = false;
            box.state = ReplicaState.READY;
        }
        shared.ready = true;
    }

    /** Nothing is in flight, and whoever is awake serves. */
    void settled() {
        List<String> wrong = new ArrayList<>();
        shared.reconciler().rollouts().values().forEach(rollout -> wrong.add("in flight: " + rollout));
        for (String service : SERVICES) {
            if (shared.awake(service) > MOST) {
                wrong.add("%s: %d awake".formatted(service, shared.awake(service)));
            }
        }
        shared.ward.boxes.stream()
                .filter(box -> !box.asleep && !box.ended && shared.drained.contains(box.name()))
                .forEach(box -> wrong.add(box + " gets no work"));
        wrong.forEach(shared.broken);
    }
}
