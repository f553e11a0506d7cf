package dev.headroom.receiver.target.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** ScaledObjects, by which KEDA scales workloads: of one that is paused there is no autoscaler that would tell of it. */
final class Keda {
    static final Workload.Kind SCALED_OBJECT = new Workload.Kind("keda.sh/v1alpha1", "ScaledObject");

    /** As {@code paused: "true"}, or {@code paused-replicas: "3"}. */
    private static final String PAUSED = "autoscaling.keda.sh/paused";

    private static final String TARGET = "scaleTargetRef";

    private Keda() {}

    /** What is read of one here. */
    static Optional<GenericKubernetesResource> part(GenericKubernetesResource object) {
        GenericKubernetesResource part = new GenericKubernetesResource();
        part.setApiVersion(object.getApiVersion());
        part.setKind(object.getKind());
        part.setMetadata(object.getMetadata());
        part.getMetadata().setManagedFields(List.of());
        part.setAdditionalProperty("spec", Map.of(TARGET, target(object)));
        return Optional.of(part);
    }

    private static Map<?, ?> target(GenericKubernetesResource object) {
        Object target = object.get("spec", TARGET);
        return target instanceof Map<?, ?> named ? named : Map.of();
    }

    /** What it scales, as {@link Workload#toString} writes it. */
    static List<String> scaled(GenericKubernetesResource object) {
        Map<?, ?> target = target(object);
        Workload.Kind kind = new Workload.Kind(
                Objects.toString(target.get("apiVersion"), Workload.Kind.DEPLOYMENT.apiVersion()),
                Objects.toString(target.get("kind"), Workload.Kind.DEPLOYMENT.word()));
        String name = Objects.toString(target.get("name"), "");
        return List.of(new Workload(kind, object.getMetadata().getNamespace(), name).toString());
    }

    /** Why nobody else may scale what it scales; where it is paused, by which annotations. */
    static String hindrance(GenericKubernetesResource object) {
        String namespace = object.getMetadata().getNamespace();
        String name = object.getMetadata().getName();
        List<String> paused =
                Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.<String, String>of())
                        .entrySet()
                        .stream()
                        .filter(entry -> entry.getKey().startsWith(PAUSED)
                                && !entry.getValue().equals("false"))
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .sorted()
                        .toList();
        String state = paused.isEmpty()
                ? "KEDA sets its count, by ScaledObject %s/%s".formatted(namespace, name)
                : "KEDA holds its count while ScaledObject %s/%s is paused (%s)"
                        .formatted(namespace, name, String.join(", ", paused));
        return state
                + "; leave the service to KEDA and out of the policy, or end it: kubectl -n %s delete scaledobject %s"
                        .formatted(namespace, name);
    }
}
