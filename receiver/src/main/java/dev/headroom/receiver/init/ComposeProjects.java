package dev.headroom.receiver.init;

import com.fasterxml.jackson.databind.JsonNode;
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

/** The projects of Compose that run on this host's Docker. */
final class ComposeProjects {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String LABEL = "com.docker.compose.";
    private static final String FILTERS = "{\"label\":[\"%sservice\",\"%soneoff=False\"]}".formatted(LABEL, LABEL);

    private ComposeProjects() {}

    /**
     * Each with the running replicas of its services; none where Docker cannot be asked.
     *
     * @param unasked is told why
     */
    static Map<String, Map<String, Integer>> running(List<String> unasked) {
        ExecutorService workers = Daemon.workers();
        try (Daemon docker = new Daemon(null, workers, new Fence(() -> false))) {
            String path = "/containers/json?filters=" + URLEncoder.encode(FILTERS, StandardCharsets.UTF_8);
            return counted(docker.send(new Daemon.Call("GET", path, null, LIMIT)).must("list the containers"));
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
            projects.computeIfAbsent(labels.path(LABEL + "project").asText(), name -> new TreeMap<>())
                    .merge(labels.path(LABEL + "service").asText(), 1, Integer::sum);
        }
        return projects;
    }
}
