package dev.headroom.receiver.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.HttpCalls;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Follows what happens. */
@Command(
        name = "events",
        description = {
            "Tells what happens, as it happens, until Ctrl-C.",
            "What is decided and what comes of it, alerts that begin and end, and what is not as it should be."
        },
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
    private static final int MOST_OF_BEFORE = 100;
    private static final int GONE = 404;
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
        if (last < 0 || last > MOST_OF_BEFORE) {
            throw new ApiException(Main.USAGE, "--last takes 0 to " + MOST_OF_BEFORE + ", found " + last);
        }
        Happenings happenings = new Happenings(last, service, new Asked());
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
        happenings.next(Plain.of(api.get("/api/v1/overview"))).forEach(EventsCommand::print);
        System.out.flush();
    }

    private final class Asked implements Happenings.History {
        @Override
        public JsonNode newest(int limit) {
            String only = service == null ? "" : "&service=" + HttpCalls.encoded(service);
            return Plain.of(api.get("/api/v1/decisions?limit=" + limit + only));
        }

        @Override
        public Optional<JsonNode> line(long id) {
            return Optional.of(Plain.of(api.get("/api/v1/decisions/" + id, GONE)))
                    .filter(line -> line.has("id"));
        }
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
