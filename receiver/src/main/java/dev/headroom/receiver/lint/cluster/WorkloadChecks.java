package dev.headroom.receiver.lint.cluster;

import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.lint.cluster.Lack.Topic;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.target.kubernetes.Inspection.Autoscaler;
import dev.headroom.receiver.target.kubernetes.Inspection.Found;
import dev.headroom.receiver.target.kubernetes.Inspection.Pods;
import dev.headroom.receiver.target.kubernetes.OnHpa;
import dev.headroom.receiver.target.kubernetes.Workload;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a workload is as the policy of its service needs it.
 *
 * @param hooks that the service has
 */
record WorkloadChecks(ServicePolicy service, Workload workload, Set<Hook> hooks, OnHpa onHpa) {

    Stream<Lack> of(Found found) {
        return Stream.of(
                        found.pods().flatMap(this::probe),
                        found.pods().flatMap(this::grace),
                        found.autoscaler().flatMap(this::autoscaler),
                        keda(found))
                .flatMap(Optional::stream);
    }

    private Optional<Lack> probe(Pods pods) {
        return pods.unprobed().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Lack.error(
                                Topic.PROBE,
                                service.name(),
                                "%s of %s has no readinessProbe: it counts as ready, and gets traffic, as soon as it runs"
                                        .formatted(String.join(", ", pods.unprobed()), workload),
                                "add to the container readinessProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 5}, with its own path and port"));
    }

    /** Where Headroom asks for the tasks, they are done before the pod is told to end. */
    private Optional<Lack> grace(Pods pods) {
        boolean asked = hooks.contains(Hook.ACTIVE_TASKS);
        Duration drain = service.timings().drain();
        Duration finish = service.timings().finish();
        Duration needed = asked || drain.compareTo(finish) > 0 ? drain : finish;
        return pods.grace().compareTo(needed) >= 0
                ? Optional.empty()
                : Optional.of(Lack.warning(
                        Topic.GRACE,
                        service.name(),
                        "pods of %s are killed %d s after they were told to end, and %s is %d s: what they work on is lost"
                                .formatted(
                                        workload,
                                        pods.grace().toSeconds(),
                                        needed.equals(drain) ? "drain_timeout" : "finish_timeout",
                                        needed.toSeconds()),
                        "add to the pod's spec terminationGracePeriodSeconds: %d%s"
                                .formatted(
                                        needed.toSeconds(),
                                        asked
                                                ? ""
                                                : ", or let Headroom wait for the tasks: hooks.%s.active_tasks"
                                                        .formatted(service.name()))));
    }

    private Optional<Lack> autoscaler(Autoscaler autoscaler) {
        if (!autoscaler.owner().isEmpty() && onHpa != OnHpa.IGNORE) {
            return Optional.of(Lack.error(Topic.AUTOSCALER, service.name(), autoscaler.owner(), ""));
        }
        return switch (onHpa) {
            case REFUSE ->
                Optional.of(Lack.error(
                        Topic.AUTOSCALER,
                        service.name(),
                        "HorizontalPodAutoscaler %s scales %s too, and target.on_hpa is refuse: it is not scaled"
                                .formatted(autoscaler.name(), workload),
                        "delete one of the two, or set target: {on_hpa: floor}"));
            case IGNORE ->
                Optional.of(Lack.warning(
                        Topic.AUTOSCALER,
                        service.name(),
                        "HorizontalPodAutoscaler %s scales %s too, and sets back what Headroom sets"
                                .formatted(autoscaler.name(), workload),
                        "delete one of the two, or set target: {on_hpa: floor}"));
            case FLOOR -> floor(autoscaler);
        };
    }

    private Optional<Lack> floor(Autoscaler autoscaler) {
        if (service.scaleDown().checkpointSync()) {
            return Optional.of(Lack.error(
                    Topic.AUTOSCALER,
                    service.name(),
                    "HorizontalPodAutoscaler %s stops pods without a finished checkpoint, which checkpoint_sync: required forbids"
                            .formatted(autoscaler.name()),
                    "delete it, or set checkpoint_sync: none"));
        }
        int least = service.replicas().min();
        int most = service.replicas().max();
        boolean wide = autoscaler.min() <= least && autoscaler.max() >= most;
        return wide
                ? Optional.empty()
                : Optional.of(Lack.warning(
                        Topic.AUTOSCALER,
                        service.name(),
                        "HorizontalPodAutoscaler %s goes from %d to %d, and the policy from %d to %d: the narrower of the two holds"
                                .formatted(autoscaler.name(), autoscaler.min(), autoscaler.max(), least, most),
                        "write the same in both, like minReplicas: %d and maxReplicas: %d".formatted(least, most)));
    }

    private Optional<Lack> keda(Found found) {
        boolean told = found.keda().isEmpty() || found.autoscaler().isPresent() || onHpa == OnHpa.IGNORE;
        return told ? Optional.empty() : Optional.of(Lack.error(Topic.AUTOSCALER, service.name(), found.keda(), ""));
    }

    /** Where Prometheus cannot be asked: the label by which the shipped monitors join. */
    Stream<Lack> labels(Found found) {
        return found.pods().stream()
                .filter(pods -> !service.name().equals(pods.labels().get("app")))
                .map(pods -> Lack.warning(
                        Topic.LABELS,
                        service.name(),
                        "pods of %s have no label app: %s, from which their metrics get the label service"
                                .formatted(workload, service.name()),
                        "add to the labels of the pods' template app: %s, or relabel with targetLabel: service, replacement: %s"
                                .formatted(service.name(), service.name())));
    }

    /** Where Prometheus has series of other services, and none of this one: the rules are silent. */
    Lack unmeasured(String what, String lines) {
        return Lack.error(
                Topic.LABELS,
                service.name(),
                "Prometheus has no %s with the label service: %s, so its rules never fire"
                        .formatted(what, service.name()),
                lines);
    }

    /** What relabels the kubelet's series of the workload's containers. */
    String relabelling() {
        String ending = workload.kind().equals(Workload.Kind.STATEFUL_SET)
                ? "[0-9]+"
                : "[bcdfghjklmnpqrstvwxz2-9]{1,10}-[bcdfghjklmnpqrstvwxz2-9]{5}";
        return "add to the metric_relabel_configs of the kubelet's cAdvisor {source_labels: [namespace, pod], regex: '%s;%s-%s', target_label: service, replacement: %s}, or apply kubernetes/overlays/monitoring"
                .formatted(workload.namespace(), workload.name(), ending, service.name());
    }

    /** What has its own metrics scraped. */
    String scraping() {
        return "add to the labels of its pods' template app: %s, name its port of metrics metrics, and apply kubernetes/overlays/monitoring"
                .formatted(service.name());
    }
}
