package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.decision.Sentence;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the history. */
@Command(
        name = "decisions",
        description = "Shows what was decided and what came of it, newest first.",
        mixinStandardHelpOptions = true)
final class DecisionsCommand implements Callable<Integer> {

    @Mixin
    private final ApiClient api = new ApiClient();

    @Option(names = "--service", description = "Only of this service.")
    private @Nullable String service;

    @Option(names = "--limit", description = "At most so many; default ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Option(names = "--json", description = "Prints the API's answer.")
    private boolean json;

    @Override
    public Integer call() {
        String only = service == null ? "" : "&service=" + URLEncoder.encode(service, StandardCharsets.UTF_8);
        JsonNode decisions = api.get("/api/v1/decisions?limit=" + limit + only);
        if (json) {
            System.out.println(decisions.toPrettyString());
        } else {
            decisions.forEach(DecisionsCommand::print);
        }
        return 0;
    }

    private static void print(JsonNode decision) {
        String result = decision.path("result").asText();
        System.out.println(decision.path("at").asText() + "  "
                + Sentence.of(ExplanationJson.read(decision), ZoneId.systemDefault())
                + (result.isEmpty() ? "" : " [" + result + "]"));
    }
}
