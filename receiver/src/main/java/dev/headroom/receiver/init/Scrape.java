package dev.headroom.receiver.init;

import dev.headroom.receiver.init.Facts.Job;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Prometheus's configuration with what Headroom needs: whose the series are, the rules, and a scrape of Headroom itself. */
record Scrape(Facts facts, Roster roster, Shipped shipped, String listen, String folder) {
    private static final String COMPOSE = """
            - {source_labels: [container_label_com_docker_compose_service], regex: (.+), target_label: service}
            """;
    /** An LLM server that counts its HTTP requests, too, is no API. */
    private static final String NO_HTTP = """
            - {source_labels: [__name__], regex: http_.*, action: drop}
            """;

    /**
     * Lines that one job of the scrape lacks.
     *
     * @param key relabel_configs or metric_relabel_configs
     */
    record Lines(String job, String key, String items) {}

    /** What the jobs lack, in the order in which it is to stand. */
    List<Lines> lacking() {
        List<Lines> lacking = new ArrayList<>();
        for (Service service : roster.services()) {
            String label = "- {target_label: service, replacement: %s}%n".formatted(service.name());
            service.unlabelled().forEach(job -> lacking.add(new Lines(job, "relabel_configs", label)));
            for (String job : service.jobs()) {
                metrics(service, job).forEach(items -> lacking.add(new Lines(job, "metric_relabel_configs", items)));
            }
        }
        roster.containers().stream()
                .filter(job -> !job.compose().isEmpty())
                .forEach(job -> lacking.add(new Lines(job.name(), "metric_relabel_configs", COMPOSE)));
        return lacking;
    }

    private List<String> metrics(Service service, String job) {
        List<String> items = new ArrayList<>();
        Job found = facts.jobs().stream()
                .filter(each -> each.name().equals(job))
                .findFirst()
                .orElseThrow();
        boolean counts = found.names().stream().anyMatch(name -> name.startsWith(Role.HTTP.metrics()));
        if (service.role() != Role.HTTP && counts) {
            items.add(NO_HTTP);
        } else {
            service.adapters().stream()
                    .filter(adapter -> !adapter.isRules() && adapter.fits(found.names()))
                    .forEach(adapter -> items.add(lines(adapter)));
        }
        return items;
    }

    /** The list in an adapter that is lines for the scrape. */
    private String lines(Adapter adapter) {
        String text = shipped.text(adapter.file());
        return text.substring(text.indexOf("metric_relabel_configs:\n") + "metric_relabel_configs:\n".length());
    }

    /** The whole configuration, as Prometheus told it, with all of that. */
    String configuration() {
        Additions told = Additions.to(facts.configuration(), "Prometheus");
        Map<String, MappingNode> jobs = new LinkedHashMap<>();
        Additions.each(told.root(), "scrape_configs")
                .forEach(job -> jobs.put(
                        Additions.get(job, "job_name").map(Additions::text).orElse(""), job));
        lacking()
                .forEach(lines -> Optional.ofNullable(jobs.get(lines.job()))
                        .ifPresent(job -> Additions.append(job, lines.key(), lines.items())));
        if (!facts.configuration().contains(folder + "/alert-rules/")) {
            Additions.append(told.root(), "rule_files", rules());
        }
        if (!jobs.containsKey("headroom")) {
            Additions.append(told.root(), "scrape_configs", job("headroom", listen));
        }
        if (Additions.get(told.root(), "alerting").isEmpty()) {
            MappingNode alerting =
                    Additions.to("alerting: {alertmanagers: []}", "").root();
            told.root().getValue().addAll(alerting.getValue());
            Additions.append(
                    (MappingNode) alerting.getValue().get(0).getValueNode(),
                    "alertmanagers",
                    "- static_configs: [{targets: [\"%s\"]}]".formatted(alertmanager()));
        }
        return told.toString();
    }

    /** What that has beside its jobs: as lines for a configuration. */
    String beside() {
        return "rule_files:\n" + rules().indent(2) + "scrape_configs:\n" + (job("headroom", listen) + "\n").indent(2);
    }

    private String alertmanager() {
        return facts.alertmanager() == null
                ? "127.0.0.1:9093"
                : facts.alertmanager().getAuthority();
    }

    private String rules() {
        String adapters = roster.adapters().stream().anyMatch(Adapter::isRules) ? file("adapters/*.rules.yml") : "";
        return file("*.rules.yml") + adapters;
    }

    private String file(String name) {
        return "- '%s/alert-rules/%s'%n".formatted(folder.replace("'", "''"), name);
    }

    private static String job(String name, String target) {
        return "- {job_name: %s, static_configs: [{targets: [\"%s\"]}]}".formatted(name, target);
    }

    /** Jobs that lack something and are none of the configuration's, which somebody else writes, or which are renamed. */
    List<String> strangers() {
        Additions told = Additions.to(facts.configuration(), "Prometheus");
        List<String> known = Additions.each(told.root(), "scrape_configs")
                .flatMap(job -> Additions.get(job, "job_name").stream())
                .map(Additions::text)
                .toList();
        return lacking().stream()
                .map(Lines::job)
                .filter(job -> !known.contains(job))
                .distinct()
                .toList();
    }
}
