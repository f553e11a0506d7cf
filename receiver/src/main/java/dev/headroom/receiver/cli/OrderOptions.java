package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.HttpCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who orders something, and how it is sent. */
final class OrderOptions {

    /** What is typed for a field of the API. */
    private static final Map<String, String> OPTIONS =
            Map.of("ttl", "--for", "owner", "--owner", "reason", "--reason", "replicas", "the count");

    @Mixin
    private final ApiClient api = new ApiClient();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(names = "--owner", paramLabel = "NAME", description = "Who orders it; default: your login name.")
    private String owner = System.getProperty("user.name", "");

    /** The names of all services. */
    List<String> services() {
        return names(service -> true);
    }

    /** Gives an order to each service: one that is refused for one of them is told, and keeps it from no other. */
    int each(List<String> services, Consumer<String> one) {
        int exit = 0;
        for (String service : services) {
            try {
                one.accept(service);
            } catch (ApiException e) {
                if (e.exitCode() == Main.USAGE) {
                    throw e;
                }
                System.err.println("headroom: " + service + " is left out: " + e.getMessage());
                exit = e.exitCode();
            }
        }
        return exit;
    }

    /** The names of those that have an override. */
    List<String> overridden() {
        return names(service -> service.hasNonNull("override"));
    }

    /** Where it was said that nothing may be done to a service, by its name. */
    Map<String, String> frozen() {
        Map<String, String> places = new LinkedHashMap<>();
        for (JsonNode service : api.get("/api/v1/services")) {
            if (service.hasNonNull("frozen")) {
                places.put(
                        service.path("service").asText(), service.path("frozen").asText());
            }
        }
        return places;
    }

    private List<String> names(Predicate<JsonNode> which) {
        List<String> names = new ArrayList<>();
        for (JsonNode service : api.get("/api/v1/services")) {
            if (which.test(service)) {
                names.add(service.path("service").asText());
            }
        }
        return names;
    }

    /** Says something beside the receiver's answers, where these are for people. */
    void say(String text) {
        if (!output.json()) {
            System.out.println(text);
        }
    }

    /** Scales once, by an order of the API: {@code scale}, {@code wake} or {@code sleep}. */
    void scale(String order, String service, int replicas, String reason) {
        Map<String, Object> body = Map.of("replicas", replicas, "owner", owner, "reason", reason);
        tell(ask("POST", ApiClient.of(service, order), body));
    }

    /** Sets an override; {@code replicas} is null for all but a pin. */
    void override(String service, String kind, @Nullable Integer replicas, TermOptions term) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("kind", kind);
        if (replicas != null) {
            body.put("replicas", replicas);
        }
        body.put("ttl", term.ttl());
        body.put("owner", owner);
        body.put("reason", term.reason());
        if (term.replaces()) {
            body.put("replace", true);
        }
        tell(ask("PUT", ApiClient.of(service, "override"), body));
    }

    void release(String service, String reason) {
        String words =
                "?owner=" + HttpCalls.encoded(owner) + (reason.isEmpty() ? "" : "&reason=" + HttpCalls.encoded(reason));
        tell(ask("DELETE", ApiClient.of(service, "override") + words, null));
    }

    private void tell(JsonNode answer) {
        output.print(answer, plain -> System.out.println(ExplanationJson.sentence(plain)));
    }

    private JsonNode ask(String method, String path, @Nullable Object body) {
        try {
            return api.ask(method, path, body);
        } catch (ApiException e) {
            throw e.naming(OPTIONS);
        }
    }
}
