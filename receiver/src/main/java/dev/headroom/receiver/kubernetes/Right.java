package dev.headroom.receiver.kubernetes;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that the receiver must be allowed to do.
 *
 * @param group of the API; empty for the core's
 * @param resource as {@code deployments/scale}
 * @param namespace empty for all of them, and for what is in none
 * @param name of the one object; empty for any
 */
public record Right(String group, String resource, String verb, String namespace, String name) {

    /** What one line of a Role gives. */
    private record Line(String group, List<String> verbs, String name) {}

    public static List<Right> of(String group, String resource, List<String> verbs, String namespace) {
        return named(group, resource, verbs, namespace, "");
    }

    public static List<Right> named(String group, String resource, List<String> verbs, String namespace, String name) {
        return verbs.stream()
                .map(verb -> new Right(group, resource, verb, namespace, name))
                .toList();
    }

    /** Those that the cluster does not give to whoever asks. */
    public static List<Right> missing(Cluster cluster, Collection<Right> wanted) throws ClusterException {
        return cluster.ask(
                "tell Headroom's rights",
                client -> wanted.stream()
                        .distinct()
                        .filter(right -> !right.given(client))
                        .toList());
    }

    private boolean given(KubernetesClient client) {
        SelfSubjectAccessReview asked = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withGroup(group)
                .withResource(resource.replaceFirst("/.*", ""))
                .withSubresource(resource.contains("/") ? resource.replaceFirst(".*/", "") : null)
                .withVerb(verb)
                .withNamespace(namespace.isEmpty() ? null : namespace)
                .withName(name.isEmpty() ? null : name)
                .endResourceAttributes()
                .endSpec()
                .build();
        return client.resource(asked).create().getStatus().getAllowed();
    }

    /**
     * What is to be added, and where: by namespace the rules of a Role, each list ready to be pasted into one.
     *
     * @param wanted all that is needed, of which these are missing
     */
    public static String lacking(Collection<Right> missing, Collection<Right> wanted) {
        return missing.stream()
                .collect(Collectors.groupingBy(Right::namespace, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> "%s; add to its rules: %s"
                        .formatted(
                                whoLacks(entry.getKey(), !entry.getValue().containsAll(of(entry.getKey(), wanted))),
                                rules(entry.getValue())))
                .collect(Collectors.joining("; "));
    }

    private static List<Right> of(String namespace, Collection<Right> wanted) {
        return wanted.stream()
                .filter(right -> right.namespace().equals(namespace))
                .toList();
    }

    /** Who has no right at all in a namespace may have been sent to the wrong one. */
    private static String whoLacks(String namespace, boolean some) {
        if (namespace.isEmpty()) {
            return "the ClusterRole of Headroom's ServiceAccount lacks rights";
        }
        return "the Role of Headroom's ServiceAccount in %s lacks %s"
                .formatted(namespace, some ? "rights" : "all rights (or headroom.yml names the wrong namespace)");
    }

    /** As {@code [{apiGroups: ["apps"], resources: ["deployments"], verbs: ["get"]}]}, which is YAML. */
    private static String rules(List<Right> missing) {
        Map<List<String>, List<String>> verbs = new LinkedHashMap<>();
        missing.forEach(right -> verbs.merge(
                List.of(right.group(), right.resource(), right.name()), List.of(right.verb()), Right::joined));
        Map<Line, List<String>> resources = new LinkedHashMap<>();
        verbs.forEach((what, all) ->
                resources.merge(new Line(what.get(0), all, what.get(2)), List.of(what.get(1)), Right::joined));
        return resources.entrySet().stream()
                .map(entry -> rule(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static List<String> joined(List<String> before, List<String> more) {
        return Stream.concat(before.stream(), more.stream()).toList();
    }

    private static String rule(Line line, List<String> resources) {
        String names = line.name().isEmpty() ? "" : ", resourceNames: " + list(List.of(line.name()));
        return "{apiGroups: %s, resources: %s%s, verbs: %s}"
                .formatted(list(List.of(line.group())), list(resources), names, list(line.verbs()));
    }

    private static String list(List<String> words) {
        return words.stream().map(word -> '"' + word + '"').collect(Collectors.joining(", ", "[", "]"));
    }
}
