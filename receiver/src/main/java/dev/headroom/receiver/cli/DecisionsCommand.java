package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.decision.Times;
import java.time.Instant;
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

    private static final int MOST = 500;

    @Mixin
    private final ApiClient api = new ApiClient();

    @Option(names = "--service", description = "Only of this service.")
    private @Nullable String service;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many, 1 to 500; default ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new ApiException(Main.USAGE, "--limit takes 1 to " + MOST + ", found " + limit);
        }
        String only = service == null ? "" : "&service=" + HttpCalls.encoded(service);
        output.print(
                api.get("/api/v1/decisions?limit=" + limit + only),
                decisions -> System.out.print(
                        decisions.isEmpty()
                                ? "nothing has been decided yet" + System.lineSeparator()
                                : table(decisions)));
        return 0;
    }

    /** With what became of each, and why where that is told. */
    static Table table(JsonNode decisions) {
        ZoneId zone = ExplanationJson.zone(decisions.path(0));
        Table table = new Table("TIME (" + Times.name(zone) + ")", "RESULT", "DECISION");
        for (JsonNode decision : decisions) {
            String detail = decision.path("detail").asText();
            table.row(
                    Times.in(zone).dated(Instant.parse(decision.path("at").asText())),
                    result(decision.path("result").asText()),
                    ExplanationJson.sentence(decision) + (detail.isEmpty() ? "" : "; " + detail));
        }
        return table;
    }

    private static String result(String word) {
        return switch (word) {
            case "" -> "-";
            case "done" -> Colour.GREEN.of(word);
            case "failed", "abandoned" -> Colour.RED.of(word);
            default -> Colour.YELLOW.of(word);
        };
    }
}
