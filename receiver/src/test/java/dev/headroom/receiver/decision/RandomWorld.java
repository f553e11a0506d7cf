package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.Condition;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Schedule;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A random policy, and every alert that may fire under it. */
record RandomWorld(ScalingPolicy policy, List<Alert> alerts) {

    private static final List<String> SERVICES = List.of("app", "worker-llm", "worker-rl");
    private static final List<String> SCALES = List.of("up", "down", "to");

    static RandomWorld from(SplittableRandom random) {
        ServicePolicy[] services = SERVICES.stream()
                .limit(random.nextInt(1, 4))
                .map(name -> service(name, random))
                .toArray(ServicePolicy[]::new);
        List<Alert> alerts = alerts(services, random);
        Schedule schedule = random.nextBoolean() ? SpecPolicy.schedule(ZoneOffset.UTC) : Schedule.none(ZoneOffset.UTC);
        return new RandomWorld(SpecPolicy.policy(matrix(alerts, random), schedule, services), alerts);
    }

    static <T> T oneOf(List<T> choices, SplittableRandom random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static ServicePolicy service(String name, SplittableRandom random) {
        int min = random.nextInt(0, 4);
        ReplicaLimits limits =
                new ReplicaLimits(min, min + random.nextInt(1, 8), random.nextInt(1, 4), random.nextInt(1, 4));
        Trigger[] triggers = IntStream.range(0, random.nextInt(1, 5))
                .mapToObj(i -> new Trigger("t" + i, minutes(random, 20), random.nextInt(4) == 0, benefit(random)))
                .toArray(Trigger[]::new);
        GpuNeeds gpu = new GpuNeeds(random.nextBoolean(), null, List.of());
        return SpecPolicy.with(
                SpecPolicy.service(name, limits, gpu, triggers), oneOf(List.of(ScaleDownWhen.values()), random));
    }

    private static Benefit benefit(SplittableRandom random) {
        return oneOf(List.of(Benefit.LOAD, Benefit.JUDGED, Benefit.JUDGED, Benefit.ASSUMED), random);
    }

    private static List<Alert> alerts(ServicePolicy[] services, SplittableRandom random) {
        List<Alert> alerts = new ArrayList<>();
        for (ServicePolicy service : services) {
            for (String trigger : service.triggers().keySet()) {
                SCALES.forEach(scale -> alerts.add(alert(service.name(), trigger, scale, random)));
            }
        }
        alerts.sort(Comparator.comparing(Alert::name));
        alerts.add(SpecPolicy.alert("VramLow", Map.of("gate", "vram"), Map.of()));
        return alerts;
    }

    private static Alert alert(String service, String trigger, String scale, SplittableRandom random) {
        Map<String, String> labels =
                Map.of("service", service, "trigger", trigger, "scale", scale, "priority", "P" + random.nextInt(5));
        return SpecPolicy.alert(
                service + " " + trigger + " " + scale,
                labels,
                Map.of("replicas", oneOf(List.of("0", "2", "5", "400", "many"), random)));
    }

    private static List<MatrixRule> matrix(List<Alert> alerts, SplittableRandom random) {
        return IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> new MatrixRule(
                        "rule" + i,
                        oneOf(List.of(Priority.values()), random),
                        condition(alerts, random, 2),
                        effects(random),
                        minutes(random, 10)))
                .toList();
    }

    private static Map<String, Effect> effects(SplittableRandom random) {
        Map<String, Effect> effects = new HashMap<>();
        for (String service : SERVICES) {
            effects.put(
                    service,
                    oneOf(
                            List.of(
                                    new Effect.ScaleUp(),
                                    new Effect.ScaleDown(),
                                    new Effect.ScaleToMin(),
                                    new Effect.ScaleTo(random.nextInt(12)),
                                    new Effect.HoldScaleUp()),
                            random));
        }
        return effects;
    }

    private static Condition condition(List<Alert> alerts, SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 2 : 5)) {
            case 0 -> new Condition.Firing(oneOf(alerts, random).name());
            case 1 -> new Condition.InWindow(oneOf(List.of("peak", "off_peak", Schedule.NORMAL), random));
            case 2 -> new Condition.Not(condition(alerts, random, depth - 1));
            case 3 -> new Condition.All(conditions(alerts, random, depth));
            default -> new Condition.Any(conditions(alerts, random, depth));
        };
    }

    private static List<Condition> conditions(List<Alert> alerts, SplittableRandom random, int depth) {
        return List.of(condition(alerts, random, depth - 1), condition(alerts, random, depth - 1));
    }

    private static Duration minutes(SplittableRandom random, int most) {
        return Duration.ofMinutes(random.nextInt(most + 1));
    }
}
