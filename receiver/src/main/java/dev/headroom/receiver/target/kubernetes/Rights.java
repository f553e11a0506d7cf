package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.target.TargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What it takes to see workloads and to set their counts.
 *
 * @param discovery of kinds: of one that the cluster does not have nothing is asked
 */
record Rights(Discovery discovery, OnHpa onHpa) {
    private static final List<String> LOOK = List.of("get", "list", "watch");
    private static final List<String> TOUCH = List.of("get", "list", "watch", "patch");

    /** What is done there, and what of it with autoscalers: none are looked at where they do not matter. */
    List<Right> in(String namespace, Set<Workload.Kind> kinds) {
        List<Discovery.Resource> resources =
                kinds.stream().flatMap(kind -> found(kind).stream()).toList();
        List<Right> rights = new ArrayList<>();
        resources.forEach(
                resource -> rights.addAll(Right.of(resource.kind().group(), resource.plural(), LOOK, namespace)));
        rights.addAll(toScale(namespace, resources));
        rights.addAll(Right.of("", "pods", kinds.contains(Workload.Kind.DEPLOYMENT) ? TOUCH : LOOK, namespace));
        if (onHpa != OnHpa.IGNORE) {
            List<String> verbs = onHpa == OnHpa.FLOOR ? TOUCH : LOOK;
            rights.addAll(Right.of("autoscaling", "horizontalpodautoscalers", verbs, namespace));
            keda().ifPresent(keda -> rights.addAll(Right.of("keda.sh", keda.plural(), LOOK, namespace)));
        }
        return rights;
    }

    private Optional<Discovery.Resource> keda() {
        try {
            return discovery.present(Keda.SCALED_OBJECT);
        } catch (TargetException e) {
            return Optional.empty();
        }
    }

    /** That it is not there is told where the workload is looked at. */
    private Optional<Discovery.Resource> found(Workload.Kind kind) {
        try {
            return Optional.of(discovery.find(kind));
        } catch (TargetException e) {
            return Optional.empty();
        }
    }

    private static List<Right> toScale(String namespace, Collection<Discovery.Resource> resources) {
        return resources.stream()
                .flatMap(resource -> Right.of(
                        resource.kind().group(), resource.plural() + "/scale", List.of("get", "update"), namespace)
                        .stream())
                .toList();
    }

    /**
     * What it takes to change the count of one workload.
     *
     * @param byFloor whether by the floor of its autoscaler
     */
    List<Right> toChange(Workload workload, boolean byFloor) {
        return byFloor
                ? Right.of("autoscaling", "horizontalpodautoscalers", TOUCH, workload.namespace())
                : toScale(
                        workload.namespace(),
                        discovery.known(workload.kind()).stream().toList());
    }
}
