package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What becomes objects of the API's JSON, and that nothing else is read of them. */
class ApiJsonTest {
    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": "app-1", "namespace": "inference", "resourceVersion": "7",
               "managedFields": [{"manager": "kubelet", "fieldsV1": {"f:status": {}}}]},
             "spec": {"nodeName": "gpu-1", "volumes": [{"name": "models", "emptyDir": {}}], "ofTomorrow": {"a": 1},
               "containers": [{"name": "main", "image": "app:1", "env": [{"name": "MODEL", "value": "large"}],
                 "ports": [{"name": "http", "containerPort": 8000}],
                 "readinessProbe": {"httpGet": {"path": "/ready", "port": 8000}},
                 "resources": {"limits": {"nvidia.com/gpu": "1"}}}]},
             "status": {"phase": "Running", "qosClass": "Burstable",
               "containerStatuses": [{"name": "main", "restartCount": 2, "imageID": "sha256:1",
                 "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}}""";

    private final KubernetesSerialization json = ApiJson.READING;

    @Test
    void ofAPodWhatIsReadBecomesObjectsAndNothingElse() {
        Pod pod = json.unmarshal(POD, Pod.class);
        assertThat(json.asJson(pod)).isEqualTo(json.asJson(json.unmarshal("""
                {"apiVersion": "v1", "kind": "Pod",
                 "metadata": {"name": "app-1", "namespace": "inference", "resourceVersion": "7"},
                 "spec": {"nodeName": "gpu-1",
                   "containers": [{"name": "main", "ports": [{"name": "http"}], "readinessProbe": {},
                     "resources": {"limits": {"nvidia.com/gpu": "1"}}}]},
                 "status": {"phase": "Running",
                   "containerStatuses": [{"restartCount": 2, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}]}}""", Pod.class)));
        assertThat(pod.getMetadata().getManagedFields()).isEmpty();
        assertThat(pod.getSpec().getVolumes()).isEmpty();
        assertThat(pod.getSpec().getAdditionalProperties()).isEmpty();
        Container main = pod.getSpec().getContainers().get(0);
        assertThat(main.getEnv()).isEmpty();
        assertThat(main.getReadinessProbe()).isNotNull();
        assertThat(main.getReadinessProbe().getHttpGet()).isNull();
    }

    @Test
    void aWatchTellsOfKnownKinds() {
        WatchEvent pod = json.unmarshal("{\"type\": \"ADDED\", \"object\": " + POD + "}", WatchEvent.class);
        assertThat(pod.getObject()).isEqualTo(json.unmarshal(POD, Pod.class));
        WatchEvent gone = json.unmarshal("""
                {"type": "ERROR", "object": {"apiVersion": "v1", "kind": "Status", "code": 410, "reason": "Expired"}}""", WatchEvent.class);
        assertThat(gone.getObject())
                .isInstanceOfSatisfying(
                        Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
    }

    /** Who needs another property adds it to {@link ApiJson}: else it would be null for ever, and nobody would know. */
    @Test
    void nothingElseIsAskedFor() {
        List<String> unread = calls().filter(call -> call.getTarget().getName().matches("(get|is)[A-Z].*"))
                .flatMap(call -> ApiJson.READ.entrySet().stream()
                        .filter(kind -> call.getTargetOwner().isEquivalentTo(kind.getKey()))
                        .filter(kind ->
                                !isRead(kind.getValue(), call.getTarget().getName()))
                        .map(kind -> call.getDescription()))
                .toList();
        assertThat(unread).isEmpty();
    }

    /** A whole object that is sent back would lose all that was not read of it. */
    @Test
    void nothingIsSentBackAsAWhole() {
        Map<Boolean, List<String>> writes = calls().filter(
                        call -> call.getTargetOwner().getPackageName().startsWith("io.fabric8.kubernetes.client.dsl"))
                .map(call -> call.getTarget().getName())
                .collect(Collectors.partitioningBy(
                        name -> List.of("edit", "replace", "update", "createOrReplace", "serverSideApply")
                                .contains(name)));
        assertThat(writes.get(true)).isEmpty();
        assertThat(writes.get(false)).contains("patch", "create");
    }

    private static boolean isRead(Class<?> part, String getter) {
        JsonIncludeProperties read = part.getAnnotation(JsonIncludeProperties.class);
        return read == null
                || Stream.of(read.value())
                        .anyMatch(name -> getter.replaceFirst("get|is", "").equalsIgnoreCase(name));
    }

    private static Stream<? extends JavaAccess<?>> calls() {
        return new ClassFileImporter()
                        .withImportOption(place -> !place.contains("/test"))
                        .importPackages(
                                ApiJson.class.getPackageName(),
                                "dev.headroom.receiver.target.kubernetes",
                                "dev.headroom.receiver.gpu.kubernetes",
                                "dev.headroom.receiver.leader.kubernetes")
                        .stream()
                        .flatMap(each -> each.getAccessesFromSelf().stream());
    }
}
