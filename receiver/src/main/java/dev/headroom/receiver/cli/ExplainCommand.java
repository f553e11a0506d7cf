package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.decision.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says why a service has the replicas that it has. */
@Command(
        name = "explain",
        description = "Says why a service is scaled or held, and which guards refuse.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {

    private static final int REFUSED = 1;
    private static final Duration CLOCKS_APART = Duration.ofMinutes(1);

    @Mixin
    private final ApiClient api = new ApiClient();

    @Parameters(paramLabel = "SERVICE", description = "app, worker-llm, worker-rl or another of the policy.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String service;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = When.Reader.class,
            description = {
                "What was decided then, as 14:07, \"2026-01-31 14:07\" or 2026-01-31T14:07:10Z; in the policy's zone where",
                "none is named."
            })
    private @Nullable When at;

    @Option(names = "--all", description = "Every guard on a line, also those that pass.")
    private boolean all;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Override
    public Integer call() {
        output.print(at == null ? present() : past(at), this::print);
        return 0;
    }

    private void print(JsonNode answer) {
        Times times = Times.named(ExplanationJson.zone(answer));
        String then =
                at == null ? "" : times.dated(Instant.parse(answer.path("at").asText())) + ": ";
        System.out.println(then + ExplanationJson.sentence(answer));
        if (at == null) {
            standby().ifPresent(System.out::println);
        }
        System.out.print(new VerdictsText(ExplanationJson.verdicts(answer), all, ExplanationJson.zone(answer)));
    }

    /** Who sleeps now, and what ups and downs do with that; empty where none can. */
    private Optional<String> standby() {
        String told = Plain.of(api.get(ApiClient.of(service)).path("standby").asText());
        return told.isEmpty() ? Optional.empty() : Optional.of("standby: " + told);
    }

    private JsonNode present() {
        return api.get(ApiClient.of(service, "explanation"));
    }

    private JsonNode past(When written) {
        ZoneId zone = ExplanationJson.zone(present());
        Instant now = Instant.now();
        Instant when = written.in(zone, now);
        String told = Times.named(zone).dated(when);
        if (when.isAfter(now.plus(CLOCKS_APART))) {
            throw new ApiException(Main.USAGE, "--at takes a time of the past, and " + told + " is to come");
        }
        String before = HttpCalls.encoded(when.plusMillis(1).toString());
        JsonNode found =
                api.get("/api/v1/decisions?limit=1&service=" + HttpCalls.encoded(service) + "&before=" + before);
        if (found.isEmpty()) {
            throw new ApiException(
                    REFUSED,
                    "nothing is recorded of " + service + " up to " + told + "; see: headroom decisions --service "
                            + service);
        }
        return found.get(0);
    }
}
