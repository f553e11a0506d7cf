package dev.headroom.receiver.cli;

import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.candidate.Candidate;
import dev.headroom.receiver.backtest.past.OwnPast;
import dev.headroom.receiver.backtest.past.PastReader;
import dev.headroom.receiver.backtest.past.Window;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.settings.Quantity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Prometheus is asked for its past, and for how much of it. */
final class PastOptions {

    private static final Access.Help STRANGER = new Access.Help(
            "name this server as prometheus.url in headroom.yml, with token_file or basic_auth",
            "name this server as prometheus.url in headroom.yml, with ca_file");

    @Option(
            names = "--from-prometheus",
            paramLabel = "URL",
            arity = "0..1",
            fallbackValue = "",
            description = {
                "The past that a Prometheus holds: without a URL that of headroom.yml, with what it says of prometheus:",
                "token_file, basic_auth, ca_file. What is decided changes nothing of it."
            })
    private @Nullable String url;

    @Option(names = "--since", paramLabel = "TIME", description = "How long ago it begins; default ${DEFAULT-VALUE}.")
    private String since = "7d";

    @Option(
            names = "--step",
            paramLabel = "TIME",
            description = "Between two evaluations of every expression; default ${DEFAULT-VALUE}.")
    private String step = "15s";

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Keeps what is fetched, for --trace FILE; goes on where an earlier attempt ended.")
    private @Nullable Path save;

    @Option(
            names = "--replicas",
            paramLabel = "QUERY",
            description = "Tells how many replicas there were; default ${DEFAULT-VALUE}.")
    private String replicas = PastReader.REPLICAS;

    boolean isAsked() {
        if (url == null && save != null) {
            throw new BacktestException(
                    "--save: must stand beside --from-prometheus, found alone; add --from-prometheus URL");
        }
        return url != null;
    }

    /** Who reads a past for these candidates and services. */
    PastReader reader(List<Candidate> candidates, Collection<String> services) {
        return PastReader.of(candidates, services, replicas);
    }

    /** Who reads what tells of the requests of a service. */
    PastReader requests(RuleSet rules, String service) {
        return new PastReader(List.of(rules), List.of(service), replicas, PastReader.Loop.CLOSED);
    }

    /** Asks for it, and shows on a terminal how far that is. */
    OwnPast fetched(PastReader reader, ConfigOptions config) {
        Duration every = duration("--step", step, Duration.ofSeconds(1), Duration.ofMinutes(5), "1s to 5m");
        if (every.toMillisPart() > 0) {
            throw new BacktestException("--step: must be whole seconds, found \"" + step + "\"; write it like 15s");
        }
        Window window =
                new Window(duration("--since", since, every, Duration.ofDays(366), "one --step to 366d"), every);
        Endpoint server = server(config);
        ProgressBar bar = new ProgressBar(System.err, Boolean.getBoolean("headroom.terminal"));
        try {
            return reader.from(
                    new PastReader.Asked(server, window, InstantSource.system().instant(), save, bar));
        } finally {
            bar.clear();
        }
    }

    private static Duration duration(String option, String text, Duration least, Duration most, String range) {
        return Quantity.duration(text)
                .filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0)
                .orElseThrow(() -> new BacktestException(
                        option + ": must be a time of " + range + ", found \"" + text + "\"; write it like 15s or 7d"));
    }

    /** In whose name headroom.yml asks a server is told to no other one. */
    private Endpoint server(ConfigOptions config) {
        Endpoint known = config.read().prometheus();
        String text = String.valueOf(url);
        if (text.isEmpty()) {
            if (known == null) {
                throw new BacktestException(
                        "--from-prometheus: must name a URL where headroom.yml has no prometheus.url,"
                                + " found none; write --from-prometheus http://127.0.0.1:9090");
            }
            return known;
        }
        URI asked = Quantity.url(text, "http")
                .filter(found -> found.getRawUserInfo() == null)
                .orElseThrow(
                        () -> new BacktestException(
                                "--from-prometheus: must be an http or https URL without user and password, found another text;"
                                        + " write it like http://127.0.0.1:9090, and who asks as prometheus.basic_auth in headroom.yml"));
        return known != null && bare(known.url()).equals(bare(asked))
                ? known
                : new Endpoint(asked, new Access(Access.OPEN.authorization(), Access.OPEN.tls(), STRANGER));
    }

    private static String bare(URI url) {
        return url.toString().replaceFirst("/+$", "");
    }
}
