package dev.headroom.receiver.init;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Refusal;
import dev.headroom.receiver.kubernetes.Workloads;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.docker.Daemon;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Where replicas run: in projects of Compose on this host's Docker, or in a namespace of a cluster. */
public final class Places {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String LABEL = "com.docker.compose.";
    private static final String FILTERS = "{\"label\":[\"%sservice\",\"%soneoff=False\"]}".formatted(LABEL, LABEL);

    private Places() {}

    /**
     * Each place with the replicas of its services; none where nobody can be asked.
     *
     * @param namespace of the cluster; null for the projects of Compose
     * @param unasked is told why
     */
    public static Map<String, Map<String, Integer>> known(@Nullable String namespace, List<String> unasked) {
        return namespace == null ? projects(unasked) : workloads(namespace, unasked);
    }

    private static Map<String, Map<String, Integer>> workloads(String namespace, List<String> unasked) {
        try (Cluster cluster = Cluster.here()) {
            return Map.of(namespace, Workloads.replicas(cluster, namespace));
        } catch (ClusterException e) {
            unasked.add("the cluster: " + e.getMessage());
        } catch (RuntimeException e) { // a client that cannot be made says so in its own way
            unasked.add("the cluster: " + Refusal.of(e).said() + "; check KUBECONFIG");
        }
        return Map.of();
    }

    private static Map<String, Map<String, Integer>> projects(List<String> unasked) {
        ExecutorService workers = Daemon.workers();
        try (Daemon docker = new Daemon(null, workers, new Fence(() -> false))) {
            String path = "/containers/json?filters=" + URLEncoder.encode(FILTERS, StandardCharsets.UTF_8);
            return counted(
                    docker.send(new Daemon.Call("GET", path, null, LIMIT)).must("list the containers"));
        } catch (TargetException | IllegalArgumentException e) {
            unasked.add("Docker: " + e.getMessage());
            return Map.of();
        } finally {
            workers.shutdownNow();
        }
    }

    private static Map<String, Map<String, Integer>> counted(JsonNode containers) {
        Map<String, Map<String, Integer>> projects = new TreeMap<>();
        for (JsonNode container : containers) {
            JsonNode labels = container.path("Labels");
            String project = labels.path(LABEL + "project").asText();
            if (ServiceName.fits(project)) {
                projects.computeIfAbsent(project, name -> new TreeMap<>())
                        .merge(labels.path(LABEL + "service").asText(), 1, Integer::sum);
            }
        }
        return projects;
    }
}
