package dev.headroom.receiver.init;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.clients.prometheus.Prometheus;
import dev.headroom.clients.prometheus.Sample;
import dev.headroom.receiver.init.Facts.Job;
import dev.headroom.settings.Quantity;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks a Prometheus, its Alertmanager, and Docker or a cluster what there is. It reads, and changes nothing. */
public final class Survey {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MOST_BYTES = 4 << 20;
    private static final String COMPOSE_SERVICE = "container_label_com_docker_compose_service";
    private static final String SERVICE = "service";
    private static final String NAME = "__name__";
    private static final String JOB = "job";

    private final Endpoint server;
    private final Prometheus prometheus;
    private final Shipped shipped;
    private final Duration limit;

    public Survey(Endpoint server, Shipped shipped) {
        this(server, shipped, LIMIT);
    }

    /** @param limit of each question */
    Survey(Endpoint server, Shipped shipped, Duration limit) {
        this.server = server;
        this.prometheus = new Prometheus(server);
        this.shipped = shipped;
        this.limit = limit;
    }

    /**
     * Asks once.
     *
     * @param alertmanager where it is; null for the first that Prometheus sends alerts to
     * @param namespace of the cluster that runs the services; null where Compose may
     * @throws InitException where Prometheus cannot be asked
     */
    public Facts facts(@Nullable URI alertmanager, @Nullable String namespace) {
        List<String> unasked = new ArrayList<>();
        try {
            URI sent = alertmanager == null ? alertmanager() : alertmanager;
            unasked.addAll(silent());
            return new Facts(
                    server.url(),
                    ask("/api/v1/status/config").at("/data/yaml").asText(),
                    jobs(),
                    sent,
                    routes(sent, unasked),
                    Places.known(namespace, unasked),
                    List.copyOf(unasked));
        } catch (IOException e) {
            throw new InitException(
                    "Prometheus cannot be asked: "
                            + String.valueOf(e.getMessage()).replaceFirst("\\?query=\\S+", "")
                            + "; name the one that scrapes your services, --prometheus URL; where it asks who you are, say so in headroom.yml: prometheus: {url: URL, basic_auth: ...}");
        }
    }

    private JsonNode ask(String path) throws IOException {
        return new HttpCalls(MOST_BYTES, server.access())
                .json(HttpCalls.below(server.url().toString(), path), limit);
    }

    private @Nullable URI alertmanager() throws IOException {
        String first = ask("/api/v1/alertmanagers")
                .at("/data/activeAlertmanagers/0/url")
                .asText();
        return Quantity.url(first.replaceFirst("/api/v[12]/alerts/?$", ""), "http")
                .filter(url -> url.getRawUserInfo() == null)
                .orElse(null);
    }

    /** Without whatever is secret: Alertmanager leaves it out. */
    private String routes(@Nullable URI alertmanager, List<String> unasked) {
        if (alertmanager == null) {
            unasked.add("Alertmanager: Prometheus sends its alerts to none; name yours with --alertmanager URL");
            return "";
        }
        try {
            return new HttpCalls(MOST_BYTES)
                    .json(HttpCalls.below(alertmanager.toString(), "/api/v2/status"), limit)
                    .at("/config/original")
                    .asText();
        } catch (IOException e) {
            unasked.add("Alertmanager: " + e.getMessage());
            return "";
        }
    }

    private List<Job> jobs() throws IOException {
        List<Sample> series = new ArrayList<>();
        for (Map.Entry<Set<String>, List<String>> names : named().entrySet()) {
            String lacking = names.getKey().stream().map(", %s=\"\""::formatted).collect(Collectors.joining());
            series.addAll(query("count by (%s, %s, %s, %s) ({__name__=~\"%s\"%s})"
                    .formatted(JOB, SERVICE, COMPOSE_SERVICE, NAME, String.join("|", names.getValue()), lacking)));
        }
        List<Sample> targets = query("count by (job, service) (up)");
        Map<String, Set<String>> labels = tellingLabels();
        return series.stream()
                .collect(Collectors.groupingBy(sample -> sample.label(JOB), TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .filter(job -> !job.getKey().isEmpty())
                .map(job -> job(job.getKey(), job.getValue(), targets, labels.getOrDefault(job.getKey(), Set.of())))
                .toList();
    }

    /** Names of series, by the labels that they must not have: with those their adapters leave them out. */
    private Map<Set<String>, List<String>> named() {
        return shipped.patterns().stream()
                .filter(name -> !name.equals("up") && !name.startsWith("headroom_") && !name.startsWith("service:"))
                .collect(Collectors.groupingBy(shipped::lacking));
    }

    /** Jobs that are scraped and tell nothing, whatever they are. */
    private List<String> silent() throws IOException {
        return query("max by (job) (up) == 0").stream()
                .map(sample -> "job %s: none of its targets answers Prometheus; call headroom init again when they do"
                        .formatted(sample.label(JOB)))
                .sorted()
                .toList();
    }

    private List<Sample> query(String expression) throws IOException {
        return prometheus.query(expression, limit);
    }

    private static Job job(String name, List<Sample> series, List<Sample> targets, Set<String> labels) {
        Map<String, Integer> answering = new HashMap<>();
        targets.stream()
                .filter(sample -> sample.label(JOB).equals(name))
                .forEach(sample -> answering.put(sample.label(SERVICE), (int) sample.value()));
        return new Job(
                name,
                series.stream()
                        .collect(Collectors.toMap(
                                sample -> sample.label(SERVICE),
                                sample -> new TreeSet<>(Set.of(sample.label(NAME))),
                                Survey::union,
                                TreeMap::new)),
                answering,
                series.stream()
                        .filter(sample -> sample.label(SERVICE).isEmpty())
                        .map(sample -> sample.label(COMPOSE_SERVICE))
                        .filter(label -> !label.isEmpty())
                        .collect(Collectors.toSet()),
                labels);
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        one.addAll(other);
        return one;
    }

    /** By job: which of the labels that tell adapters apart its series have. */
    private Map<String, Set<String>> tellingLabels() throws IOException {
        Set<String> labels = shipped.tellingLabels();
        Map<String, Set<String>> found = new HashMap<>();
        String query = "count by (%s, %s) ({__name__=~\"%s\"})"
                .formatted(JOB, String.join(", ", labels), String.join("|", shipped.doubles()));
        for (Sample sample : query(query)) {
            labels.stream()
                    .filter(label -> !sample.label(label).isEmpty())
                    .forEach(label -> found.computeIfAbsent(sample.label(JOB), job -> new TreeSet<>())
                            .add(label));
        }
        return found;
    }
}
