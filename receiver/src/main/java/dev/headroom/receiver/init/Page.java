package dev.headroom.receiver.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was found, what is missing, what was assumed, and what to do with the files: for whoever has called. */
record Page(Facts facts, Choices choices, Roster roster, Shipped shipped, Scrape scrape, Target target) {

    String text() {
        String asked = "Asked: Prometheus at " + facts.prometheus()
                + (facts.alertmanager() == null ? "" : ", Alertmanager at " + facts.alertmanager()) + "." + places();
        List<String> parts = new ArrayList<>(List.of("# What headroom init found", asked));
        facts.unasked().forEach(why -> parts.add("Not asked: " + why + "."));
        if (roster.services().isEmpty()) {
            parts.add(nothing());
            parts.add(list("## Missing", strangers()));
        } else {
            parts.add(services());
            parts.add(signals());
            parts.add(policy());
            parts.add(list("## Missing", missing()));
            parts.add(list("## Assumed", assumed()));
            parts.add(new NextSteps(facts, scrape, choices.listen()).text());
        }
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("\n\n")) + "\n";
    }

    private String places() {
        return facts.places().isEmpty()
                ? ""
                : " Running: " + String.join(", ", facts.places().keySet()) + ".";
    }

    private static String list(String heading, List<String> items) {
        return items.isEmpty() ? "" : heading + "\n\n- " + String.join("\n- ", items);
    }

    private String nothing() {
        String known = shipped.adapters().stream().map(Adapter::name).collect(Collectors.joining(", "));
        return """
                This Prometheus has no series of a service that could be scaled, so no files were written. It must scrape your services
                first: docs/metrics.md says what they tell, and how replicas are found; docs/adapters.md what of other systems is
                understood (%s). Then call headroom init again.""".formatted(known);
    }

    static String told(Service service) {
        String by = service.adapters().isEmpty()
                ? "metrics of the product's names"
                : service.adapters().stream().map(Adapter::name).collect(Collectors.joining(", "));
        return "%s, by %s of job %s".formatted(service.role().word(), by, String.join(", ", service.jobs()));
    }

    private String services() {
        return """
                ## Services

                | service | role | jobs of the scrape | adapters | replicas now |
                |---|---|---|---|---|
                """
                + roster.services().stream()
                        .map(service -> "| `%s` | %s, as the shipped `%s` | %s | %s | %d |"
                                .formatted(
                                        service.name(),
                                        service.role().word(),
                                        service.role().pattern(),
                                        String.join(", ", service.jobs()),
                                        service.adapters().isEmpty()
                                                ? "none needed"
                                                : service.adapters().stream()
                                                        .map(Adapter::name)
                                                        .collect(Collectors.joining(", ")),
                                        service.replicas()))
                        .collect(Collectors.joining("\n"));
    }

    private String signals() {
        Ingredients ingredients = new Ingredients(shipped);
        return """
                ## Signals

                What is not known raises and lowers nothing; its switch in `alert-rules/switches.rules.yml` is off.

                | service | signal | known | what is not told, of what it is made of |
                |---|---|---|---|
                """
                + roster.services().stream()
                        .flatMap(service -> shipped.expected(service.role()).stream()
                                .map(signal -> "| `%s` | %s | %s | %s |"
                                        .formatted(
                                                service.name(),
                                                signal,
                                                service.tells(signal) ? "yes" : "no",
                                                service.tells(signal)
                                                        ? ""
                                                        : names(ingredients.lacking(service, signal)))))
                        .collect(Collectors.joining("\n"));
    }

    private static String names(Set<String> names) {
        return names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    }

    /** Thresholds or the demand, for each service that could have either. */
    private String policy() {
        List<String> lines = roster.of(Role.LLM).stream()
                .map(service -> "`" + service.name() + "`: " + fitting(service))
                .toList();
        return list("""
                ## Thresholds or demand

                Thresholds act on what comes of too little capacity: a queue, a latency. The demand policy counts the work that is there and
                goes to the replicas that it needs at once; it must know what runs, what waits, and how much one replica carries.""", lines);
    }

    private String fitting(Service service) {
        if (service.demandKnown()) {
            return choices.demand()
                    ? "follows the demand, as you asked."
                    : "both fit; thresholds were written. `headroom init --demand` writes the other.";
        }
        Set<String> needed = new TreeSet<>(Set.of("llm_tasks_running", "llm_queue_length", "llm_task_slots"));
        needed.removeIf(service.reach()::has);
        return "thresholds: for the demand %s is not told%s."
                .formatted(
                        names(needed),
                        needed.equals(Set.of("llm_task_slots"))
                                ? "; measure what one replica works on at once and say it: `headroom init --slots %s=NUMBER`"
                                        .formatted(service.name())
                                : "");
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>(strangers());
        roster.services().stream()
                .filter(service -> !service.tells("load"))
                .forEach(service -> missing.add(
                        "`%s` is never scaled down: its load is not known. Scrape its containers (cAdvisor)%s."
                                .formatted(
                                        service.name(),
                                        service.role() == Role.HTTP
                                                ? ""
                                                : " or its GPUs, or say its slots: `--slots %s=NUMBER`"
                                                        .formatted(service.name()))));
        roster.gpus()
                .forEach(job -> missing.add(
                        "whose GPUs job %s tells of: name the service, `--service NAME=JOB,%s`.".formatted(job, job)));
        scrape.strangers()
                .forEach(job -> missing.add(
                        "job %s is not in the configuration that Prometheus told (an operator writes it, or its label is changed): its lines are below."
                                .formatted(job)));
        if (!choices.listen().startsWith("127.")) {
            missing.add(
                    "a token: at %s others reach Headroom, too. Set `token_file` in headroom.yml, and `authorization: {credentials_file: FILE}` in the receiver's `http_config` in alertmanager.yml; without it Headroom does not start."
                            .formatted(choices.listen()));
        }
        if (Additions.hides(facts.configuration()) || Additions.hides(facts.routes())) {
            missing.add(
                    "secrets: `<secret>` stands where Prometheus or Alertmanager hides one, and `:xxxxx@` in an address that holds a password%s. Put yours there, and remove the first line of that file, which no server loads; or add the lines below to your own files instead."
                            .formatted(leftOut()));
        }
        target.strangers()
                .forEach(name -> missing.add(
                        "nothing is called `%s` where the services run: give it its name there, `--service NAME=JOB`."
                                .formatted(name)));
        return missing;
    }

    /** What servers told in clear. */
    private String leftOut() {
        String places = Stream.of(facts.configuration(), facts.routes())
                .flatMap(Secrets::places)
                .map(place -> "`" + place + "`")
                .collect(Collectors.joining(", "));
        return places.isEmpty()
                ? ""
                : "; `<secret PLACE>` where `headroom init` left one out that is told in clear: " + places;
    }

    /** What series say of themselves, but can be no name. */
    private List<String> strangers() {
        return facts.jobs().stream()
                .filter(job -> !choices.without().contains(job.name()))
                .filter(job -> choices.services().values().stream().noneMatch(jobs -> jobs.contains(job.name())))
                .flatMap(job -> job.series().keySet().stream()
                        .filter(label -> !label.isEmpty() && !ServiceName.fits(label))
                        .limit(1)
                        .map(label ->
                                "series of job %s say `service=\"%s\"`, which can be no name (%s): say another, `--service NAME=%s`."
                                        .formatted(
                                                job.name(),
                                                label.replaceAll("[\\p{Cntrl}`]", "?"),
                                                ServiceName.RULE,
                                                job.name())))
                .toList();
    }

    private List<String> assumed() {
        List<String> assumed = new ArrayList<>();
        assumed.add("Target: `%s`, %s.".formatted(target.line(), target.why()));
        assumed.add(
                "Thresholds, cooldowns and times are those of the shipped policy, which were made for other services.");
        assumed.add(
                "Bounds hold what runs now and what the shipped policy has; see `min_replicas` and `max_replicas`.");
        assumed.add("No schedule, and no rows that tie services to each other: docs/policy-reference.md has both.");
        roster.services().stream()
                .filter(service -> !service.unlabelled().isEmpty())
                .forEach(service ->
                        assumed.add("Series of job %s are those of `%s`; say otherwise with `--service NAME=JOB`."
                                .formatted(String.join(" and ", service.unlabelled()), service.name())));
        List<String> labelled = roster.services().stream()
                .filter(service -> service.unlabelled().isEmpty())
                .map(service -> "`" + service.name() + "`")
                .toList();
        if (!labelled.isEmpty()) {
            assumed.add(
                    "The label `service` of the series names what runs them: %s. Where it names something else, as a Service of Kubernetes, say otherwise."
                            .formatted(String.join(", ", labelled)));
        }
        roster.services().stream()
                .filter(service -> service.role() == Role.LLM && service.gpusKnown())
                .forEach(service -> assumed.add(
                        "One replica of `%s` takes 25 GiB of GPU memory: measure it, and set `vram_per_replica`. Until it fits no replica is added."
                                .formatted(service.name())));
        return assumed;
    }
}
