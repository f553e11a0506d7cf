package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped manifests, by the models of the Kubernetes API that the client carries. */
class ManifestsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path MANIFESTS = ROOT.resolve("kubernetes");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private static List<HasMetadata> read(Path root) throws IOException {
        List<HasMetadata> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .filter(path -> !path.endsWith("kustomization.yaml"))
                    .filter(path -> Stream.of("generated", "chart", "kustomize.values.yaml")
                            .noneMatch(other -> path.startsWith(MANIFESTS.resolve(other))))
                    .sorted()
                    .toList()) {
                for (String document : Files.readString(file).split("(?m)^---$")) {
                    all.add(Serialization.unmarshal(document));
                }
            }
        }
        return all;
    }

    private static <T> List<T> of(Class<T> kind, Collection<?> all) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void everyFieldIsOneThatTheApiKnows() throws Exception {
        List<HasMetadata> all = read(MANIFESTS);
        assertThat(all).hasSizeGreaterThanOrEqualTo(14);
        for (HasMetadata object : all) {
            if (object instanceof GenericKubernetesResource custom) {
                assertThat(custom.getKind()).isIn("ServiceMonitor", "PodMonitor", "AlertmanagerConfig");
            } else {
                List<String> unknown = new ArrayList<>();
                collectUnknown(
                        object, object.getKind() + "/" + object.getMetadata().getName(), unknown);
                assertThat(unknown).isEmpty();
            }
        }
    }

    @Test
    void aFieldThatTheApiDoesNotKnowIsFound() throws Exception {
        Deployment wrong = Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: x}
                spec: {template: {spec: {containers: [{name: a, imagePulPolicy: Never}]}}}
                """, Deployment.class);
        List<String> unknown = new ArrayList<>();
        collectUnknown(wrong, "x", unknown);
        assertThat(unknown).containsExactly("x.spec.template.spec.containers.[].imagePulPolicy");
    }

    /** Whatever the models could not place. */
    private static void collectUnknown(Object object, String path, List<String> unknown) throws Exception {
        if (object instanceof Collection<?> items) {
            for (Object item : items) {
                collectUnknown(item, path + ".[]", unknown);
            }
        }
        if (object == null || !object.getClass().getName().startsWith("io.fabric8.kubernetes.api.model")) {
            return;
        }
        for (Field field : object.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                Object value = field.get(object);
                if (field.getName().equals("additionalProperties")) {
                    ((Map<?, ?>) value).keySet().forEach(key -> unknown.add(path + "." + key));
                } else {
                    collectUnknown(value, path + "." + field.getName(), unknown);
                }
            }
        }
    }

    @Test
    void everyPodIsRestricted() throws IOException {
        List<PodSpec> pods = new ArrayList<>();
        of(Deployment.class, read(MANIFESTS))
                .forEach(deployment ->
                        pods.add(deployment.getSpec().getTemplate().getSpec()));
        of(StatefulSet.class, read(MANIFESTS))
                .forEach(set -> pods.add(set.getSpec().getTemplate().getSpec()));
        assertThat(pods).hasSize(3);
        for (PodSpec pod : pods) {
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getContainers()).allMatch(ManifestsTest::restricted);
        }
    }

    private static boolean restricted(Container container) {
        var context = container.getSecurityContext();
        return Boolean.FALSE.equals(context.getAllowPrivilegeEscalation())
                && Boolean.TRUE.equals(context.getReadOnlyRootFilesystem())
                && context.getCapabilities().getDrop().equals(List.of("ALL"))
                && container.getResources().getLimits().containsKey("memory");
    }

    @Test
    void theRoleIsTheLeast() throws IOException {
        Role role = of(Role.class, read(MANIFESTS.resolve("base"))).get(0);
        List<String> rights = role.getRules().stream()
                .flatMap(rule -> rule.getResources().stream().map(resource -> right(rule, resource)))
                .toList();

        assertThat(rights)
                .containsExactlyInAnyOrder(
                        "deployments: get, list, watch",
                        "statefulsets: get, list, watch",
                        "deployments/scale: get, update",
                        "statefulsets/scale: get, update",
                        "pods: get, list, watch, patch",
                        "events: create",
                        "horizontalpodautoscalers: get, list, watch, patch",
                        "scaledobjects: get, list, watch",
                        "leases: create",
                        "leases headroom: get, patch");
    }

    @Test
    void whoCountsGpusMayOnlyReadBeyondItsNamespace() throws IOException {
        ClusterRole role =
                of(ClusterRole.class, read(MANIFESTS.resolve("overlays/gpu"))).get(0);
        assertThat(role.getRules().stream()
                        .flatMap(rule -> rule.getResources().stream().map(resource -> right(rule, resource))))
                .containsExactly("nodes: get, list, watch", "pods: get, list, watch");
        assertThat(Files.readString(MANIFESTS.resolve("overlays/gpu/kustomization.yaml")))
                .contains("{name: GPU_COUNT, value: kubernetes}");
    }

    private static String right(PolicyRule rule, String resource) {
        String names = rule.getResourceNames().isEmpty() ? "" : " " + String.join(" ", rule.getResourceNames());
        return resource + names + ": " + String.join(", ", rule.getVerbs());
    }

    @Test
    void twoReceiversAndNeverNone() throws IOException {
        Deployment receiver = of(Deployment.class, read(MANIFESTS.resolve("base"))).stream()
                .filter(deployment -> deployment.getMetadata().getName().equals("headroom"))
                .findFirst()
                .orElseThrow();
        assertThat(receiver.getSpec().getReplicas()).isEqualTo(2);
        assertThat(receiver.getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal())
                .isZero();
        PodDisruptionBudget budget =
                of(PodDisruptionBudget.class, read(MANIFESTS.resolve("base"))).get(0);
        assertThat(budget.getSpec().getMinAvailable().getIntVal()).isEqualTo(1);
        assertThat(budget.getSpec().getSelector().getMatchLabels())
                .isEqualTo(receiver.getSpec().getSelector().getMatchLabels());
    }

    /** What runs in a cluster is read of the files that Kustomize makes one name of: it must not take one for another. */
    @Test
    void noConfigMapHasTheNameOfALease() throws Exception {
        List<String> generated = new ArrayList<>();
        try (Stream<Path> files = Files.walk(MANIFESTS)) {
            for (Path file :
                    files.filter(path -> path.endsWith("kustomization.yaml")).toList()) {
                JSON.valueToTree(Serialization.unmarshal(Files.readString(file), Map.class))
                        .path("configMapGenerator")
                        .forEach(map -> generated.add(map.path("name").asText()));
            }
        }
        assertThat(generated).contains("headroom-config");
        assertThat(of(Role.class, read(MANIFESTS.resolve("base"))).get(0).getRules().stream()
                        .flatMap(rule -> rule.getResourceNames().stream()))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(generated);
    }

    private int generate(Path out, String... options) throws Exception {
        List<String> words =
                new ArrayList<>(List.of(MANIFESTS.resolve("generate").toString()));
        words.addAll(List.of(options));
        words.add(out.toString());
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void theDashboardsAreThoseOfTheFolder() throws Exception {
        Path out = folder.resolve("generated");
        assertThat(generate(out)).isZero();

        try (Stream<Path> files = Files.list(ROOT.resolve("grafana-dashboards/dashboards"))) {
            List<Path> dashboards =
                    files.filter(path -> path.toString().endsWith(".json")).toList();
            assertThat(dashboards).hasSizeGreaterThanOrEqualTo(8);
            for (Path dashboard : dashboards) {
                String name = dashboard.getFileName().toString();
                assertThat(out.resolve("dashboards").resolve(name)).hasSameTextualContentAs(dashboard);
                assertThat(Files.readString(out.resolve("kustomization.yaml"))).contains("dashboards/" + name);
            }
        }
    }

    @Test
    void everyAlertCanBeGivenTheLabelThatTheOperatorRoutesBy() throws Exception {
        Path out = folder.resolve("generated");
        assertThat(generate(out, "--namespace", "ml-team")).isZero();

        int alerts = 0;
        try (Stream<Path> files = Files.list(out.resolve("rules"))) {
            for (Path file :
                    files.filter(path -> !path.endsWith("kustomization.yaml")).toList()) {
                JsonNode made = JSON.valueToTree(Serialization.unmarshal(Files.readString(file), Map.class));
                for (JsonNode rule : made.path("spec").path("groups").findValues("rules").stream()
                        .flatMap(rules -> StreamSupport.stream(rules.spliterator(), false))
                        .toList()) {
                    boolean alert = rule.has("alert");
                    alerts += alert ? 1 : 0;
                    assertThat(rule.path("labels").path("namespace").asText())
                            .as(rule.toString())
                            .isEqualTo(alert ? "ml-team" : "");
                }
            }
        }
        assertThat(alerts).isGreaterThan(40);
        assertThat(generate(out, "--namespace", "a b")).isEqualTo(2);
    }

    @Test
    void theRulesOfThePrometheusRulesAreThoseOfTheFiles() throws Exception {
        Path out = folder.resolve("generated");
        assertThat(generate(out, "--namespace", ""))
                .as(Files.readString(folder.resolve("log")))
                .isZero();

        int rules = 0;
        try (Stream<Path> files = Files.list(ROOT.resolve("alert-rules"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".rules.yml")).toList()) {
                String name = file.getFileName().toString().replace(".rules.yml", "");
                GenericKubernetesResource made = Serialization.unmarshal(
                        Files.readString(out.resolve("rules/" + name + ".yaml")), GenericKubernetesResource.class);
                assertThat(made.getApiVersion() + " " + made.getKind())
                        .isEqualTo("monitoring.coreos.com/v1 PrometheusRule");
                JsonNode spec = JSON.valueToTree(made.getAdditionalProperties().get("spec"));
                assertThat(spec)
                        .isEqualTo(JSON.valueToTree(Serialization.unmarshal(Files.readString(file), Map.class)));
                rules++;
            }
        }
        assertThat(rules).isPositive();
        assertThat(out.resolve("scaling-policy.yml"))
                .hasSameTextualContentAs(ROOT.resolve("alert-rules/scaling-policy.yml"));
    }

    @Test
    void theConfigurationInTheConfigMapIsReadByTheReceiver() throws IOException {
        Path file = folder.resolve("headroom.yml");
        Files.writeString(
                file,
                Files.readString(MANIFESTS.resolve("base/headroom.yml"))
                        .replace("${NAMESPACE}", "inference")
                        .replace("${POD_IP}", "fd00::5")
                        .replace("${ALERTMANAGER_RECEIVER}", "inference/headroom/headroom")
                        .replace("${GPU_COUNT}", "kubernetes"));

        var config = dev.headroom.receiver.config.HeadroomFile.read(file);

        assertThat(config.listen().advertise()).isEqualTo(URI.create("http://[fd00::5]:9095"));
        assertThat(config.gpu().count()).isEqualTo(dev.headroom.receiver.config.GpuSpec.Count.KUBERNETES);
        assertThat(config.lease()).isEqualTo(new dev.headroom.receiver.config.HeadroomConfig.Lease("", "headroom"));
    }
}
