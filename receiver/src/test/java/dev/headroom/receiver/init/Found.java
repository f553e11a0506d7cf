package dev.headroom.receiver.init;

import dev.headroom.receiver.e2e.Distribution;
import dev.headroom.receiver.init.Facts.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Facts as a Prometheus would tell them of what the adapters' tests keep. */
final class Found {
    static final Shipped SHIPPED = Shipped.in(Distribution.ROOT);

    private Found() {}

    /** The names of the series that a system writes. */
    static Set<String> series(String adapter) {
        Path page = Distribution.ROOT.resolve("alert-rules/adapters/tests/" + adapter + ".prom");
        try {
            return Files.readAllLines(page).stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.replaceFirst("[{ ].*", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A job without the label service. */
    static Job job(String name, Set<String> series) {
        return new Job(name, new TreeMap<>(Map.of("", series)), Map.of("", 2), Set.of(), Set.of("UUID"));
    }

    /** A job that is called as the adapter that it is for. */
    static Job job(String adapter) {
        return job(adapter, series(adapter));
    }

    static Facts facts(Job... jobs) {
        String configuration = "scrape_configs:\n"
                + List.of(jobs).stream()
                        .map(job -> "- {job_name: " + job.name() + "}\n")
                        .collect(Collectors.joining());
        return new Facts(
                URI.create("http://127.0.0.1:9090"),
                configuration,
                List.of(jobs),
                URI.create("http://127.0.0.1:9093"),
                "",
                Map.of(),
                List.of());
    }

    static Plan plan(Facts facts, Choices choices) {
        return Plan.of(facts, choices, SHIPPED, Path.of("mine"));
    }
}
