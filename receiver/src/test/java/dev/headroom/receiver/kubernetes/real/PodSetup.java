package dev.headroom.receiver.kubernetes.real;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a kubelet gives a pod's one container: environment, files and token, as its manifest says. */
final class PodSetup {
    private final KubernetesClient admin = ControlPlane.running().admin();
    private final Pod pod;
    private final String address;
    private final Path folder;

    /**
     * @param address the pod's own
     * @param folder for the token
     */
    PodSetup(Pod pod, String address, Path folder) {
        this.pod = pod;
        this.address = address;
        this.folder = folder;
    }

    private Container container() {
        return pod.getSpec().getContainers().get(0);
    }

    private String namespace() {
        return pod.getMetadata().getNamespace();
    }

    /** Of its container. */
    Map<String, String> environment() {
        ControlPlane plane = ControlPlane.running();
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "KUBERNETES_SERVICE_HOST",
                "127.0.0.1",
                "KUBERNETES_SERVICE_PORT",
                "" + plane.port(),
                "KUBERNETES_CERTS_CA_FILE",
                plane.authority().toString(),
                "KUBERNETES_NAMESPACE",
                namespace(),
                "KUBECONFIG",
                "/nonexistent",
                "HOSTNAME",
                pod.getMetadata().getName()));
        if (Boolean.TRUE.equals(pod.getSpec().getAutomountServiceAccountToken())) {
            all.put("KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN", token().toString());
        }
        for (EnvVar variable : container().getEnv()) {
            all.put(variable.getName(), value(variable, all));
        }
        return all;
    }

    /** Of its container, whose files are written below this folder, that stands for its root. */
    List<String> arguments(Path root) throws IOException {
        Map<String, Path> mounts = mounts(root);
        return container().getArgs().stream()
                .map(argument -> placed(argument, mounts))
                .toList();
    }

    private Path token() {
        String account = pod.getSpec().getServiceAccountName();
        try {
            return Files.writeString(
                    folder.resolve(pod.getMetadata().getName() + ".token"),
                    Kubectl.admin()
                            .must("-n", namespace(), "create", "token", account)
                            .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String value(EnvVar variable, Map<String, String> before) {
        if (variable.getValueFrom() == null) {
            String text = variable.getValue();
            for (Map.Entry<String, String> known : before.entrySet()) {
                text = text.replace("$(" + known.getKey() + ")", known.getValue());
            }
            return text;
        }
        if (variable.getValueFrom().getFieldRef() != null) {
            return switch (variable.getValueFrom().getFieldRef().getFieldPath()) {
                case "metadata.namespace" -> namespace();
                case "metadata.name" -> pod.getMetadata().getName();
                case "status.podIP" -> address;
                default -> throw new IllegalStateException("a field that is not known here: " + variable);
            };
        }
        var key = variable.getValueFrom().getSecretKeyRef();
        return secret(key.getName()).get(key.getKey());
    }

    private Map<String, String> secret(String name) {
        var secret = admin.secrets().inNamespace(namespace()).withName(name).require();
        Map<String, String> plain = new HashMap<>();
        secret.getData()
                .forEach((key, value) ->
                        plain.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return plain;
    }

    /** Where each mounted path is on this machine. */
    private Map<String, Path> mounts(Path root) throws IOException {
        Map<String, Path> places = new LinkedHashMap<>();
        for (VolumeMount mount : container().getVolumeMounts()) {
            places.put(
                    mount.getMountPath(),
                    Files.createDirectories(root.resolve(mount.getMountPath().substring(1))));
        }
        for (VolumeMount mount : container().getVolumeMounts()) {
            Volume volume = pod.getSpec().getVolumes().stream()
                    .filter(each -> each.getName().equals(mount.getName()))
                    .findFirst()
                    .orElseThrow();
            for (Map.Entry<String, String> file : files(volume).entrySet()) {
                Files.writeString(
                        places.get(mount.getMountPath()).resolve(file.getKey()), placed(file.getValue(), places));
            }
        }
        return places;
    }

    private Map<String, String> files(Volume volume) {
        if (volume.getConfigMap() != null) {
            return admin.configMaps()
                    .inNamespace(namespace())
                    .withName(volume.getConfigMap().getName())
                    .require()
                    .getData();
        }
        if (volume.getSecret() != null) {
            Map<String, String> all = secret(volume.getSecret().getSecretName());
            Map<String, String> chosen = new HashMap<>();
            volume.getSecret().getItems().forEach(item -> chosen.put(item.getPath(), all.get(item.getKey())));
            return chosen;
        }
        return Map.of();
    }

    /** The longest first, for one is the beginning of another. */
    private static String placed(String text, Map<String, Path> mounts) {
        String placed = text;
        for (String path : mounts.keySet().stream()
                .filter(path -> !path.equals("/tmp"))
                .sorted((a, b) -> b.length() - a.length())
                .toList()) {
            placed = placed.replaceAll(
                    Pattern.quote(path) + "(?=[/\\s\"']|$)",
                    Matcher.quoteReplacement(mounts.get(path).toString()));
        }
        return placed;
    }
}
