package dev.headroom.receiver.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.receiver.documents.Python;
import dev.headroom.receiver.e2e.Child;
import dev.headroom.receiver.e2e.Generation;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.grafana.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A system that runs under load, and a real Prometheus that scrapes it with its adapter and the shipped rules. */
final class Living implements AutoCloseable {
    private static final Path PROGRAMS = Path.of("src/test/resources/adapters").toAbsolutePath();
    /** Labels that name the machine or the run. */
    private static final Pattern OF_THIS_RUN = Pattern.compile(
            "(NodeAddress|SessionName|WorkerId|actor_id|handle|replica|http_host|http_server_name|net_host_port)=\"[^\"]*\"");

    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private final Servers servers = new Servers();
    private final Class<?> test;
    private final Path folder;

    Living(Class<?> test, Path folder) {
        this.test = test;
        this.folder = folder;
    }

    /** Skips a test that takes minutes, or libraries of hundreds of megabytes, but for {@code ./verify adapters}. */
    static void assumeAsked() {
        assumeTrue(Boolean.getBoolean("headroom.adapters"), "only ./verify adapters runs it");
    }

    /** The file of a program, on the PATH or where Debian has daemons; the test is skipped, and says so, where there is none. */
    static String program(String name) {
        Optional<Path> found = Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin"))
                .map(on -> Path.of(on, name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            System.err.println("SKIPPED: a test of alert-rules/adapters/, no " + name);
        }
        assumeTrue(found.isPresent(), "no " + name);
        return found.orElseThrow().toString();
    }

    <T extends AutoCloseable> T add(T server) {
        return servers.add(server);
    }

    /** Starts Python with a set of libraries, in the folder with the programs of these tests. */
    Child python(String libraries, Map<String, String> environment, String... words) {
        return add(Python.assumed(test, libraries).start(PROGRAMS, folder, environment, words));
    }

    /** A Prometheus that has scraped every target. */
    Prometheus scraping(String scrapes, String... adapters) throws IOException {
        Generation newest = List.copyOf(Generation.here(test, "prometheus")).stream()
                .reduce((older, newer) -> newer)
                .orElseThrow();
        Prometheus prometheus = add(Prometheus.scraping(
                newest,
                Files.createDirectories(folder.resolve("prometheus")),
                "scrape_configs:\n" + scrapes,
                adapters));
        Waiting.until("all are scraped", () -> prometheus.value("min(up)") == 1);
        return prometheus;
    }

    /** Waits until a query gives what it should; longer than exporters take to notice. */
    static void until(Prometheus prometheus, String query, double value) {
        Waiting.until(PATIENCE, query + " is " + value, () -> prometheus.value(query) == value);
    }

    static void untilMore(Prometheus prometheus, String query, double value) {
        Waiting.until(PATIENCE, query + " > " + value, () -> prometheus.value(query) > value);
    }

    static void untilMissing(Prometheus prometheus, String query) {
        Waiting.until(
                PATIENCE, query + " is missing", () -> prometheus.now(query).isEmpty());
    }

    /**
     * Holds what the promtool tests keep of a system to what it writes: the same names, types and labels. With {@code
     * -Dheadroom.write=true} that is written anew.
     *
     * @param system it and its version
     * @param names of the metrics that the adapter reads
     */
    static void keep(String adapter, String system, String page, String names) throws IOException {
        Exposition lived = Exposition.of(page);
        Adapter kept = new Adapter(adapter);
        if (Boolean.getBoolean("headroom.write")) {
            Files.writeString(kept.pageFile(), "# Recorded: " + system + ".\n" + written(lived, names));
        }
        Exposition recorded = Exposition.of(kept.page());
        recorded.shapes()
                .forEach((name, shapes) -> assertThat(lived.shapes().getOrDefault(name, Set.of()))
                        .as("labels of %s", name)
                        .containsAnyElementsOf(shapes));
        assertThat(lived.types()).containsAllEntriesOf(recorded.types());
    }

    /** Of each family some series: two of each set of labels, of a histogram the buckets of one. */
    private static String written(Exposition page, String names) {
        return page.series().stream()
                .filter(one -> one.name().matches(names))
                .collect(Collectors.groupingBy(
                        one -> page.types().containsKey(one.name()) ? one.name() : one.family(),
                        TreeMap::new,
                        Collectors.toList()))
                .entrySet()
                .stream()
                .map(family -> "# TYPE " + family.getKey() + " " + page.types().getOrDefault(family.getKey(), "untyped")
                        + "\n" + some(family.getValue()))
                .collect(Collectors.joining());
    }

    private static String some(List<Exposition.Series> series) {
        Set<String> told = new HashSet<>();
        return series.stream()
                .filter(one -> {
                    Set<String> keys = one.keys();
                    String kind = one.name() + keys + one.labels().getOrDefault("le", "");
                    return told.add(kind + 1) || !keys.contains("le") && told.add(kind + 2);
                })
                .map(one -> OF_THIS_RUN.matcher(one.toString()).replaceAll("$1=\"...\"") + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public void close() {
        servers.close();
    }
}
