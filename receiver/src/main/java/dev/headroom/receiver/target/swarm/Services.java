package dev.headroom.receiver.target.swarm;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.docker.Answer;
import dev.headroom.receiver.target.docker.Daemon;
import dev.headroom.receiver.target.docker.Daemon.Call;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The few calls that scaling a swarm needs: a service, its tasks, its update.
 *
 * @param prefix of the services' names in the swarm
 */
record Services(Daemon daemon, String prefix) {
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int NO_MANAGER = 503;

    Service find(String name) throws TargetException {
        String full = prefix + name;
        Answer answer = get("/services/" + encoded(full));
        if (answer.status() == 404) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "the swarm has no service \"%s\": see `docker service ls`, and deploy it or correct target.project"
                            .formatted(full));
        }
        if (answer.status() == NO_MANAGER) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "this Docker daemon is no manager of a swarm: set DOCKER_HOST to one that is, or run `docker swarm init` (%s)"
                            .formatted(answer.message()));
        }
        Service service = new Service(answer.must("inspect service " + full));
        if (!service.replicated()) {
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "service \"%s\" is global, with one task a node: only replicated services can be scaled"
                            .formatted(full));
        }
        return service;
    }

    List<Task> tasks(Service service) throws TargetException {
        ObjectNode filters = JsonNodeFactory.instance.objectNode();
        filters.putArray("service").add(service.id());
        List<Task> tasks = new ArrayList<>();
        for (JsonNode told :
                get("/tasks?filters=" + encoded(filters.toString())).must("list the tasks of " + service.name())) {
            tasks.add(new Task(service.name(), told));
        }
        return tasks;
    }

    /** Whether it was set; not where it is another version by now. */
    boolean update(Service service, int replicas) throws TargetException {
        String path = "/services/" + service.id() + "/update?version=" + service.version();
        Answer answer = daemon.send(new Call("POST", path, service.with(replicas), LIMIT));
        if (answer.message().contains("out of sequence")) {
            return false;
        }
        answer.must("update service " + service.name());
        return true;
    }

    private Answer get(String path) throws TargetException {
        return daemon.send(new Call("GET", path, null, LIMIT));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
