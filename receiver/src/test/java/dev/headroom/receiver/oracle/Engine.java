package dev.headroom.receiver.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The few calls of Docker's API that scaling needs, the hooks of the replicas, and their servers, which can sleep. Whatever ended was stopped. */
final class Engine {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CONTAINER = Pattern.compile("(?:/v[0-9.]+)?/containers/([0-9a-f]{12,})(?:/(\\w+))?");
    private static final Pattern HOOK = Pattern.compile("/hooks/([^/]+)/([^/]+)/([^/]+)");
    private static final Pattern SLEEPER = Pattern.compile("/sleepers/([^/]+)/([^/]+)/([^/]+)");
    private static final Pattern SERVICE = Pattern.compile(Inspection.SERVICE + "=([^\"]+)\"");

    private final Fleet fleet;
    private final Inspection inspection;
    private final Set<String> sick;

    /** @param sick services whose new replicas never become healthy */
    Engine(Fleet fleet, String project, Set<String> sick) {
        this.fleet = fleet;
        this.inspection = new Inspection(project);
        this.sick = sick;
    }

    /** @param effect does it, and tells the answer; called at most once */
    record Call(String name, String service, Supplier<Answer> effect) {}

    record Answer(int status, String body) {
        static Answer of(int status, JsonNode body) {
            return new Answer(status, body.toString());
        }

        static Answer error(int status, String message) {
            return of(status, JSON.createObjectNode().put("message", message));
        }
    }

    /** What is asked for, not done yet. */
    Call call(String method, URI uri, byte[] body) throws IOException {
        String path = uri.getPath();
        Matcher hook = HOOK.matcher(path);
        if (hook.matches()) {
            return hook(hook.group(2), hook.group(1), hook.group(3));
        }
        Matcher sleeper = SLEEPER.matcher(path);
        if (sleeper.matches()) {
            return sleeper(sleeper.group(1), sleeper.group(2), sleeper.group(3));
        }
        if (path.endsWith("/containers/json")) {
            return list(URLDecoder.decode(uri.getRawQuery(), UTF_8));
        }
        if (path.endsWith("/containers/create")) {
            return create(query(uri, "name"), JSON.readTree(body));
        }
        if (path.endsWith("/events")) {
            return new Call(
                    "events", "", () -> Answer.of(200, JSON.createObjectNode().put("Action", "stop")));
        }
        Matcher container = CONTAINER.matcher(path);
        return container.matches()
                ? container(container.group(1), method.equals("DELETE") ? "remove" : container.group(2))
                : new Call("other", "", () -> Answer.error(404, "page not found"));
    }

    /** As vLLM's own; one that works on nothing. */
    private Call sleeper(String service, String name, String asked) {
        return new Call(
                asked,
                service,
                () -> fleet.byName(name)
                        .map(unit -> sleeper(unit, asked))
                        .orElseGet(() -> Answer.error(404, "Not Found")));
    }

    private Answer sleeper(Fleet.Unit unit, String asked) {
        return switch (asked) {
            case "is_sleeping" -> Answer.of(200, JSON.createObjectNode().put("is_sleeping", unit.asleep()));
            case "metrics" -> new Answer(200, "vllm:num_requests_running 0\nvllm:num_requests_waiting 0\n");
            case "sleep", "wake_up" -> {
                fleet.sleep(unit, asked.equals("sleep"));
                yield new Answer(200, "{}");
            }
            default -> Answer.error(404, "Not Found");
        };
    }

    private Call hook(String name, String service, String replica) {
        return new Call(name, service, () -> {
            fleet.mark("hook", service, name + " " + replica);
            return new Answer(200, "0");
        });
    }

    private Call list(String filters) {
        Matcher service = SERVICE.matcher(filters);
        String name = service.find() ? service.group(1) : "";
        return new Call("list", name, () -> {
            ArrayNode listed = JSON.createArrayNode();
            fleet.of(name)
                    .forEach(unit -> listed.addObject().put("Id", unit.id()).set("Labels", inspection.labels(unit)));
            return Answer.of(200, listed);
        });
    }

    private Call create(String name, JsonNode body) {
        JsonNode labels = body.path("Labels");
        String service = labels.path(Inspection.SERVICE).asText();
        int number = labels.path(Inspection.NUMBER).asInt();
        String term = labels.path(Inspection.TERM).asText();
        return new Call(
                "create",
                service,
                () -> fleet.byName(name).isPresent()
                        ? Answer.error(409, "the container name \"/" + name + "\" is already in use")
                        : Answer.of(
                                201,
                                JSON.createObjectNode()
                                        .put(
                                                "Id",
                                                fleet.add("create", service, name, number, term)
                                                        .id())));
    }

    private Call container(String id, String action) {
        Optional<Fleet.Unit> unit = fleet.byId(id);
        if (unit.isEmpty()) {
            return new Call("other", "", () -> Answer.error(404, "No such container: " + id));
        }
        String name = "json".equals(action) ? "inspect" : action;
        // who comes late may find it gone
        return new Call(
                name,
                unit.get().service(),
                () -> fleet.byId(id)
                        .map(there -> change(name, there))
                        .orElseGet(() -> Answer.error(404, "No such container: " + id)));
    }

    private Answer change(String action, Fleet.Unit unit) {
        return switch (action) {
            case "inspect" -> Answer.of(200, inspection.of(unit, unit.seeded() || !sick.contains(unit.service())));
            case "changes" -> Answer.of(200, JSON.createArrayNode());
            case "start" -> when(unit.status() == Fleet.Status.RUNNING, 304, () -> fleet.start(unit));
            case "stop" -> when(unit.status() != Fleet.Status.RUNNING, 304, () -> fleet.stop(unit));
            case "remove" -> when(unit.status() == Fleet.Status.RUNNING, 409, () -> fleet.remove(unit));
            default -> Answer.error(404, "page not found");
        };
    }

    /** A change that is refused, or needs not be made, answers its code. */
    private static Answer when(boolean needless, int code, Runnable change) {
        if (needless) {
            return code == 304 ? new Answer(304, "") : Answer.error(code, "You cannot remove a running container");
        }
        change.run();
        return new Answer(204, "");
    }

    private static String query(URI uri, String key) {
        return Arrays.stream(String.valueOf(uri.getRawQuery()).split("&"))
                .filter(part -> part.startsWith(key + "="))
                .map(part -> URLDecoder.decode(part.substring(key.length() + 1), UTF_8))
                .findFirst()
                .orElse("");
    }
}
