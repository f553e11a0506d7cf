package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows every service on one line. */
@Command(
        name = "status",
        description = "Shows replicas, cooldowns and alerts of every service.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private final ApiClient api = new ApiClient();

    @Option(names = "--json", description = "Prints the API's answer.")
    private boolean json;

    @Override
    public Integer call() {
        JsonNode services = api.get("/api/v1/services");
        if (json) {
            System.out.println(services.toPrettyString());
            return 0;
        }
        Table table = new Table(
                "SERVICE", "DESIRED", "READY", "MIN..MAX", "FLOOR", "ROLLOUT", "OVERRIDE", "COOLDOWNS", "FIRING");
        services.forEach(service -> row(table, service));
        table.print(System.out);
        checks();
        return 0;
    }

    /** Who leads, and what is not as it should be. */
    private void checks() {
        for (JsonNode check : api.get("/readyz", 503).path("checks")) {
            if (check.path("name").asText().equals("leader")) {
                System.out.println(check.path("detail").asText());
            } else if (!check.path("ok").asBoolean()) {
                System.out.println("not ready: " + check.path("name").asText() + ": "
                        + check.path("detail").asText());
            }
        }
    }

    private static void row(Table table, JsonNode service) {
        JsonNode rollout = service.path("rollout");
        table.row(
                service.path("service").asText(),
                count(service.path("desired")),
                count(service.path("ready")),
                service.path("min").asText() + ".." + service.path("max").asText(),
                service.path("floor").asText(),
                rollout.isNull()
                        ? "-"
                        : rollout.path("phase").asText() + " "
                                + rollout.path("from").asText() + "->"
                                + rollout.path("to").asText(),
                service.hasNonNull("override") ? OverrideText.of(service.path("override")) : "-",
                list(service.path("cooldowns"), "source"),
                list(service.path("firing"), ""));
    }

    private static String count(JsonNode node) {
        return node.isNull() ? "?" : node.asText();
    }

    private static String list(JsonNode array, String field) {
        List<String> words = new ArrayList<>();
        array.forEach(item ->
                words.add(field.isEmpty() ? item.asText() : item.path(field).asText()));
        return words.isEmpty() ? "-" : String.join(",", words);
    }
}
