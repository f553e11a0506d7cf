package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.decision.Times;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows every service on one line. */
@Command(
        name = "status",
        description = "Shows replicas, cooldowns and alerts of every service; --watch goes on doing so.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private final ApiClient api = new ApiClient();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--watch",
            arity = "0..1",
            fallbackValue = "2",
            paramLabel = "SECONDS",
            description =
                    "Shows it again every so many seconds, 2 unless given, until Ctrl-C; and why each is as it is.")
    private @Nullable Integer every;

    @Override
    public Integer call() throws InterruptedException {
        if (every == null) {
            if (output.json()) {
                System.out.println(api.get("/api/v1/services").toPrettyString());
            } else {
                System.out.print(new StatusText(Plain.of(api.get("/api/v1/overview")), Screen.here()));
            }
            return 0;
        }
        if (every < 1) {
            throw new ApiException(Main.USAGE, "--watch takes 1 second or more, found " + every);
        }
        show(api.get("/api/v1/overview"));
        while (true) {
            Thread.sleep(1000L * every);
            again();
        }
    }

    /** The receiver may be away for a while: that is shown, too. */
    private void again() {
        try {
            show(api.get("/api/v1/overview"));
        } catch (ApiException e) {
            System.out.println(Plain.of(String.valueOf(e.getMessage())));
        }
    }

    private void show(JsonNode overview) {
        if (output.json()) {
            System.out.println(overview);
            return;
        }
        String now = Times.in(ExplanationJson.zone(overview))
                .dated(Instant.parse(overview.path("now").asText()));
        String frame = now + System.lineSeparator() + new StatusText(Plain.of(overview), Screen.here()).whole();
        System.out.print(Frame.start() + frame);
        System.out.flush();
    }
}
