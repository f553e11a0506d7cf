package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code minReplicas} of a HorizontalPodAutoscaler. What it was before Headroom raised it is noted on the autoscaler
 * itself, as "4 instead of 2", so that whoever looks at it knows, and so that it can be restored.
 */
record Floor(HorizontalPodAutoscaler autoscaler) {
    static final String NOTE = "headroom.dev/floor";
    private static final Pattern NOTED = Pattern.compile("([0-9]{1,6}) instead of ([0-9]{1,6})");

    /** Of all autoscalers of a namespace, as they are now. */
    static List<Floor> in(Cluster cluster, String namespace) throws ClusterException {
        return cluster.ask(
                "list the HorizontalPodAutoscalers in " + namespace,
                client ->
                        client
                                .autoscaling()
                                .v2()
                                .horizontalPodAutoscalers()
                                .inNamespace(namespace)
                                .list()
                                .getItems()
                                .stream()
                                .map(Floor::new)
                                .toList());
    }

    String name() {
        return autoscaler.getMetadata().getNamespace() + "/"
                + autoscaler.getMetadata().getName();
    }

    int present() {
        return Objects.requireNonNullElse(autoscaler.getSpec().getMinReplicas(), 1);
    }

    int max() {
        return autoscaler.getSpec().getMaxReplicas();
    }

    /** What its owner wrote. A floor that is no longer as Headroom left it is somebody's own. */
    int own() {
        return noted().filter(noted -> Integer.parseInt(noted.group(1)) == present())
                .map(noted -> Integer.parseInt(noted.group(2)))
                .orElse(present());
    }

    boolean raised() {
        return own() != present();
    }

    /** Whether Headroom has left a note, true or not any more. */
    boolean isNoted() {
        return autoscaler.getMetadata().getAnnotations().containsKey(NOTE);
    }

    private Optional<Matcher> noted() {
        String note = autoscaler.getMetadata().getAnnotations().get(NOTE);
        return Optional.ofNullable(note).map(NOTED::matcher).filter(Matcher::matches);
    }

    /** The JSON merge patch that sets it, refused by the server where the autoscaler has changed meanwhile. */
    String patch(int replicas) {
        String note = replicas == own() ? "null" : "\"%d instead of %d\"".formatted(replicas, own());
        return "{\"metadata\":{\"resourceVersion\":\"%s\",\"annotations\":{\"%s\":%s}},\"spec\":{\"minReplicas\":%d}}"
                .formatted(autoscaler.getMetadata().getResourceVersion(), NOTE, note, replicas);
    }
}
