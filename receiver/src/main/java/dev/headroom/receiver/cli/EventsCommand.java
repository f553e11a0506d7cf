package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows what happens. */
@Command(
        name = "events",
        description = {
            "Tells what happens, as it happens, until Ctrl-C: what is decided and what comes of it, alerts that begin and end,",
            "and what is not as it should be."
        },
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
    private static final int READ = 100;
    private static final long EVERY_MILLIS = 1000;

    @Mixin
    private final ApiClient api = new ApiClient();

    @Option(names = "--service", description = "Only of this service.")
    private @Nullable String service;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Begins with the last N decisions; default ${DEFAULT-VALUE}.")
    private int last = 10;

    @Override
    public Integer call() throws InterruptedException {
        if (last < 0 || last > READ) {
            throw new ApiException(Main.USAGE, "--last takes 0 to " + READ + ", found " + last);
        }
        Happenings happenings = new Happenings(last, service);
        tell(happenings);
        while (true) {
            Thread.sleep(EVERY_MILLIS);
            again(happenings);
        }
    }

    /** The receiver may be away for a while: that is told once. */
    private void again(Happenings happenings) {
        try {
            tell(happenings);
        } catch (ApiException e) {
            happenings.away(String.valueOf(e.getMessage())).forEach(EventsCommand::print);
        }
    }

    private void tell(Happenings happenings) {
        String only = service == null ? "" : "&service=" + URLEncoder.encode(service, StandardCharsets.UTF_8);
        JsonNode decisions = Plain.of(api.get("/api/v1/decisions?limit=" + READ + only));
        JsonNode overview = Plain.of(api.get("/api/v1/overview"));
        happenings.next(decisions, overview).forEach(EventsCommand::print);
        System.out.flush();
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
