package dev.headroom.receiver.target.compose;

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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The few calls on containers that scaling needs: list, inspect, events, create, connect, start, stop, remove. */
final class Containers {
    private static final Duration READ = Duration.ofSeconds(15);
    private static final Duration CHANGE = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofSeconds(30);
    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration AFTER = Duration.ofSeconds(2);

    private final Daemon daemon;
    private final String project;
    private final LongSupplier term;

    /** @param term of the lead, with which each container that is made is labelled; 0 for none */
    Containers(Daemon daemon, String project, LongSupplier term) {
        this.daemon = daemon;
        this.project = project;
        this.term = term;
    }

    /** What the daemon's list tells of all replicas of a service, ended ones too. */
    JsonNode list(String service) throws TargetException {
        String path =
                "/containers/json?all=1&filters=" + encoded(filters(service).toString());
        return get(path).must("list the containers of " + service);
    }

    /** Those that were listed and are still there, by rising number. */
    List<Container> inspected(JsonNode list) throws TargetException {
        List<Container> found = new ArrayList<>();
        for (JsonNode listed : list) {
            inspect(listed.path("Id").asText()).ifPresent(found::add);
        }
        found.sort(Comparator.comparingInt(Container::number));
        return found;
    }

    /** Whether a container is a replica of this project's service. */
    boolean replicaOf(String service, Container container) {
        return StreamSupport.stream(filters(service).path("label").spliterator(), false)
                .map(label -> label.asText().split("=", 2))
                .allMatch(label -> container.label(label[0]).equals(label[1]));
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

    /**
     * Whether Docker's events tell that somebody stopped it when it ended, or since: one that was about to be restarted is
     * stopped without a further end. The daemon keeps the last 256 events only, and none from before its own start. It answers
     * when the time in question is over.
     *
     * @return empty where it does not tell its events at all
     */
    Optional<Boolean> stoppedAtItsEnd(Container ended) throws TargetException {
        ObjectNode filters = JsonNodeFactory.instance.objectNode();
        filters.putArray("type").add("container");
        filters.putArray("event").add("stop");
        filters.putArray("container").add(ended.id());
        String path = "/events?since=%s&until=%s&filters=%s"
                .formatted(
                        seconds(ended.endedAt().minus(BEFORE)),
                        seconds(latest(ended.endedAt().plus(AFTER), now())),
                        encoded(filters.toString()));
        Answer answer = get(path);
        return answer.refused()
                ? Optional.empty()
                : Optional.of(answer.must("tell its events").has("Action"));
    }

    /** By the daemon's own clock; long ago where it does not tell. */
    private Instant now() throws TargetException {
        Answer answer = get("/info");
        try {
            return OffsetDateTime.parse(answer.body().path("SystemTime").asText())
                    .toInstant();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String seconds(Instant instant) {
        return "%d.%09d".formatted(instant.getEpochSecond(), instant.getNano());
    }

    /** Creates a container and answers its id. */
    String create(String name, ObjectNode body) throws TargetException {
        return created(name, creation(name, body));
    }

    /** Like {@link #create}, but empty when the daemon has no such image or network. */
    Optional<String> createIfKnown(String name, ObjectNode body) throws TargetException {
        Answer answer = creation(name, body);
        return answer.status() == 404 ? Optional.empty() : Optional.of(created(name, answer));
    }

    private Answer creation(String name, ObjectNode body) throws TargetException {
        ObjectNode labels = body.withObject("/Labels");
        labels.remove(Container.TERM);
        long led = term.getAsLong();
        if (led > 0) {
            labels.put(Container.TERM, "" + led);
        }
        return post("/containers/create?name=" + encoded(name), body, CHANGE);
    }

    private static String created(String name, Answer answer) throws TargetException {
        if (answer.status() == 404) { // no image, no network
            throw new TargetException(
                    TargetException.Kind.NEVER,
                    "Docker could not create container %s: %s".formatted(name, answer.message()));
        }
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

    /** Removes one that has ended, with its anonymous volumes, which nobody could find again. */
    void remove(Container container) throws TargetException {
        remove(container.id() + "?v=1", container.name());
    }

    /** Removes it so, and kills it before where it runs. */
    void kill(String id, String name) throws TargetException {
        remove(id + "?v=1&force=1", name);
    }

    private void remove(String path, String name) throws TargetException {
        Answer answer = daemon.send(new Call("DELETE", "/containers/" + path, null, CHANGE));
        if (answer.status() != 404) {
            answer.must("remove container " + name);
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
