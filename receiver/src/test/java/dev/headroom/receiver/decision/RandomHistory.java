package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.decision.Action.Result;
import dev.headroom.receiver.decision.ServiceState.InFlight;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** A random walk: alerts come and go, people interfere, actions work, fail, or are taken back. */
final class RandomHistory {

    final RandomWorld world;
    final List<Action> actions = new ArrayList<>();
    private final SplittableRandom random;
    private final Map<String, Integer> replicas = new HashMap<>();
    private final Set<Action> draining = new LinkedHashSet<>();
    private final Map<String, InFlight> running = new HashMap<>();
    private final Map<String, ManualOverride> orders = new HashMap<>();
    private final Set<Alert> firing = new HashSet<>();
    private Instant now = Instant.parse("2026-03-10T00:00:00Z");
    private Instant heartbeat = now;
    private Trials trials = Trials.NONE;

    RandomHistory(SplittableRandom random) {
        this.random = random;
        this.world = RandomWorld.from(random);
        world.policy()
                .services()
                .values()
                .forEach(service -> replicas.put(
                        service.name(), random.nextInt(service.replicas().max() + 3)));
    }

    /** Goes on by up to eight minutes. */
    void step() {
        now = now.plusSeconds(random.nextInt(480));
        heartbeat = random.nextInt(10) == 0 ? heartbeat : now;
        for (int i = random.nextInt(4); i > 0; i--) {
            Alert alert = RandomWorld.oneOf(world.alerts(), random);
            if (!firing.remove(alert)) {
                firing.add(alert);
            }
        }
        orders.values().removeIf(order -> !order.active(now));
        world.policy().services().values().forEach(this::interfere);
        List.copyOf(running.values()).stream()
                .filter(rollout -> !now.isBefore(rollout.until()))
                .forEach(this::finish);
        trials = EffectOfUps.judge(world.policy(), situation());
    }

    Situation situation() {
        return situation(firing, actions);
    }

    /** The same, with alerts and actions handed over in another order. */
    Situation shuffled() {
        Random order = new Random(random.nextLong());
        List<Alert> alerts = new ArrayList<>(firing);
        List<Action> ledger = new ArrayList<>(actions);
        Collections.shuffle(alerts, order);
        Collections.shuffle(ledger, order);
        return situation(alerts, ledger);
    }

    void perform(Decision.Scale scale) {
        Proposal proposal = scale.proposal();
        Action action = new Action(
                String.format("a%05d", actions.size()),
                scale.service(),
                now,
                proposal.source(),
                proposal.cooldowns().keySet(),
                scale.from(),
                scale.to(),
                Result.RUNNING,
                null);
        actions.add(action);
        boolean drains = !proposal.up() && random.nextBoolean();
        running.put(scale.service(), new InFlight(action, now.plusSeconds(random.nextInt(600))));
        if (drains) {
            draining.add(action);
        } else {
            replicas.put(scale.service(), scale.to());
        }
    }

    private Situation situation(Iterable<Alert> alerts, List<Action> ledger) {
        List<Alert> given = new ArrayList<>();
        alerts.forEach(given::add);
        Map<String, ServiceState> services = replicas.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new ServiceState(
                                entry.getKey(),
                                entry.getValue(),
                                running.get(entry.getKey()),
                                orders.get(entry.getKey()))));
        return new Situation(
                Moment.steady(now),
                FiringAlerts.of(given),
                services,
                Ledger.at(Moment.steady(now), ledger),
                new Evidence(
                        Moment.steady(Instant.EPOCH),
                        Moment.steady(heartbeat),
                        Evidence.Source.unheard(Watchdog.none()),
                        Duration.ofMinutes(5),
                        null),
                VramGate.unchecked(),
                trials);
    }

    private void interfere(ServicePolicy service) {
        if (random.nextInt(40) != 0) {
            return;
        }
        ManualOverride.Kind kind = RandomWorld.oneOf(List.of(ManualOverride.Kind.values()), random);
        Instant expires = now.plusSeconds(random.nextInt(1, 3600));
        orders.put(
                service.name(),
                new ManualOverride(service.name(), kind, random.nextInt(15), "ana", "load test", expires));
    }

    /** Takes back downs that have stopped nothing and would not be begun now; returns how many. */
    int reconsider() {
        List<Action> overruled = draining.stream()
                .filter(action -> Decider.review(world.policy(), situation(), action) instanceof Review.Overruled)
                .toList();
        draining.removeAll(overruled);
        overruled.forEach(action -> {
            running.remove(action.service());
            end(action, Result.CANCELLED);
        });
        return overruled.size();
    }

    private void finish(InFlight rollout) {
        Action action = rollout.action();
        boolean failed = random.nextInt(5) == 0;
        running.remove(action.service());
        draining.remove(action);
        replicas.put(action.service(), failed ? action.from() : action.to());
        end(action, failed ? Result.FAILED : Result.DONE);
    }

    private void end(Action action, Result result) {
        actions.set(actions.indexOf(action), action.finished(result, now));
    }
}
