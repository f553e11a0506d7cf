package dev.headroom.receiver.target.compose;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.target.docker.Daemon;
import dev.headroom.receiver.target.docker.Daemon.Answer;
import dev.headroom.receiver.target.docker.Daemon.Call;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The few calls on containers that scaling needs: list, inspect, create, connect, start, stop, remove. */
final class Containers {
    private static final Duration READ = Duration.ofSeconds(15);
    private static final Duration CHANGE = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final Daemon daemon;
    private final String project;

    Containers(Daemon daemon, String project) {
        this.daemon = daemon;
        this.project = project;
    }

    /** All replicas of a service, stopped ones too, by rising number. */
    List<Container> of(String service) throws TargetException {
        String path =
                "/containers/json?all=1&filters=" + encoded(filters(service).toString());
        List<Container> found = new ArrayList<>();
        for (JsonNode listed : get(path).must("list the containers of " + service)) {
            inspect(listed.path("Id").asText()).ifPresent(found::add);
        }
        found.sort(Comparator.comparingInt(Container::number));
        return found;
    }

    private ObjectNode filters(String service) {
        ObjectNode filters = JsonNodeFactory.instance.objectNode();
        filters.putArray("label")
                .add("com.docker.compose.project=" + project)
                .add("com.docker.compose.service=" + service)
                .add("com.docker.compose.oneoff=False");
        return filters;
    }

    /** Empty when it is gone. */
    Optional<Container> inspect(String id) throws TargetException {
        Answer answer = get("/containers/" + id + "/json");
        return answer.status() == 404
                ? Optional.empty()
                : Optional.of(Container.of(answer.must("inspect container " + id)));
    }

    /** Creates a container and answers its id. */
    String create(String name, JsonNode body) throws TargetException {
        return created(name, creation(name, body));
    }

    /** Like {@link #create}, but empty when the daemon has no such image or network. */
    Optional<String> createIfKnown(String name, JsonNode body) throws TargetException {
        Answer answer = creation(name, body);
        return answer.status() == 404 ? Optional.empty() : Optional.of(created(name, answer));
    }

    private Answer creation(String name, JsonNode body) throws TargetException {
        return post("/containers/create?name=" + encoded(name), body, CHANGE);
    }

    private static String created(String name, Answer answer) throws TargetException {
        return answer.must("create container " + name).path("Id").asText();
    }

    void connect(String network, JsonNode body) throws TargetException {
        post("/networks/" + encoded(network) + "/connect", body, CHANGE).must("connect to network " + network);
    }

    /** Does nothing where it runs already. */
    void start(Container container) throws TargetException {
        Answer answer = post("/containers/" + container.id() + "/start", null, CHANGE);
        if (answer.status() != 304) {
            answer.must("start container " + container.name());
        }
    }

    /** Asks it to end, and kills it when {@code drain} is over; does nothing where it has ended or is gone. */
    void stop(Container container, Duration drain) throws TargetException {
        long seconds = drain.plusMillis(999).toSeconds();
        Answer answer = post("/containers/" + container.id() + "/stop?t=" + seconds, null, drain.plus(MARGIN));
        if (answer.status() != 304 && answer.status() != 404) {
            answer.must("stop container " + container.name());
        }
    }

    /** Removes it with its anonymous volumes, which nobody could find again. */
    void remove(Container container) throws TargetException {
        Answer answer = daemon.send(new Call("DELETE", "/containers/" + container.id() + "?v=1", null, CHANGE));
        if (answer.status() != 404) {
            answer.must("remove container " + container.name());
        }
    }

    private Answer get(String path) throws TargetException {
        return daemon.send(new Call("GET", path, null, READ));
    }

    private Answer post(String path, @Nullable JsonNode body, Duration limit) throws TargetException {
        return daemon.send(new Call("POST", path, body, limit));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
