package dev.headroom.receiver.cli;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.init.Choices;
import dev.headroom.receiver.init.Facts;
import dev.headroom.receiver.init.Folder;
import dev.headroom.receiver.init.InitException;
import dev.headroom.receiver.init.Plan;
import dev.headroom.receiver.init.Role;
import dev.headroom.receiver.init.Shipped;
import dev.headroom.receiver.init.Survey;
import dev.headroom.settings.Quantity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes first files for what a Prometheus scrapes. */
@Command(
        name = "init",
        description = {
            "Asks a Prometheus, its Alertmanager, and Docker or a cluster what there is, and writes first files for it.",
            "These are headroom.yml, policy, rules, adapters, dashboards, and the configurations of Prometheus and Alertmanager"
                    + " with what Headroom needs. FOUND.md says what was found, is missing and was assumed. What is there"
                    + " already stays as it is. Ends with 1 where no service was found."
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    private static final int NOTHING = 1;
    private static final String USUAL = "http://127.0.0.1:9090";

    @Option(
            names = "--prometheus",
            paramLabel = "URL",
            description =
                    "The Prometheus that scrapes your services; default that of headroom.yml, else http://127.0.0.1:9090.")
    private @Nullable String prometheus;

    @Option(
            names = "--alertmanager",
            paramLabel = "URL",
            description = "Default the first that Prometheus sends its alerts to.")
    private @Nullable String alertmanager;

    @Option(names = "--into", paramLabel = "FOLDER", description = "Where the files go; default the current folder.")
    private Path into = Path.of("");

    @Option(
            names = "--service",
            paramLabel = "NAME=JOB[,JOB]",
            description =
                    "Jobs of the scrape that tell of a service, which is called so in what runs it. Once for each.")
    private Map<String, String> services = new LinkedHashMap<>();

    @Option(
            names = "--role",
            paramLabel = "NAME=ROLE",
            description = "llm, rl or http, where a service's metrics suggest another one; a proxy is taken for http.")
    private Map<String, Role> roles = new LinkedHashMap<>();

    @Option(
            names = "--slots",
            paramLabel = "NAME=NUMBER",
            description = "How many tasks or requests one replica of a service works on at once.")
    private Map<String, Integer> slots = new LinkedHashMap<>();

    @Option(names = "--without", paramLabel = "JOB", description = "A job that tells of no service. Once for each.")
    private List<String> without = new ArrayList<>();

    @Option(
            names = "--demand",
            description = "LLM services follow the demand where it is known, instead of thresholds.")
    private boolean demand;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where Headroom will listen for Prometheus and Alertmanager; default ${DEFAULT-VALUE}.")
    private String listen = Choices.LISTEN;

    @Option(names = "--project", paramLabel = "NAME", description = "The Compose project that runs the services.")
    private @Nullable String project;

    @Option(names = "--namespace", paramLabel = "NAME", description = "The namespace of Kubernetes that runs them.")
    private @Nullable String namespace;

    @Option(
            names = "--diff",
            description = "Shows what would be written, and how it differs from what is there; writes nothing.")
    private boolean diff;

    @Option(names = "--yes", description = "Asks nothing: takes the names of jobs for those of services, and writes.")
    private boolean yes;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Override
    public Integer call() {
        Endpoint server = server();
        URI notified = alertmanager == null ? null : url("--alertmanager", alertmanager);
        Shipped shipped = Shipped.in(home());
        Facts facts = new Survey(server, shipped).facts(notified, namespace);
        Plan plan = Plan.of(facts, choices(), shipped, into);
        Questions questions = new Questions(System.in, System.out);
        boolean asks = !yes && !diff;
        if (asks) {
            plan = Plan.of(facts, named(plan, questions), shipped, into);
        }
        tell(plan);
        if (diff) {
            System.out.print(new Folder(into).difference(plan.files()));
        } else if (!asks || agreed(questions)) {
            write(plan.files());
        }
        return plan.services().isEmpty() ? NOTHING : 0;
    }

    /** The launcher says where Headroom's own files are; among them nothing is written. */
    private Path home() {
        Path home = Path.of(Objects.requireNonNullElse(System.getenv("HEADROOM_HOME"), ""));
        if (same(home, into)) {
            throw new InitException(
                    "this folder is Headroom's own; name another one for your files: --into FOLDER, like --into ../mine");
        }
        return home;
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.exists(other) && Files.isSameFile(one.toAbsolutePath(), other.toAbsolutePath());
        } catch (IOException e) {
            return false;
        }
    }

    private Endpoint server() {
        if (prometheus != null) {
            return Endpoint.open(url("--prometheus", prometheus));
        }
        Endpoint configured = config.read().prometheus();
        return configured == null ? Endpoint.open(URI.create(USUAL)) : configured;
    }

    private static URI url(String option, String text) {
        URI url = Quantity.url(text, "http")
                .orElseThrow(() -> new InitException(option + " must be an http or https URL; write it like " + USUAL));
        if (url.getRawUserInfo() != null) {
            throw new InitException(
                    option
                            + " must hold no user and no password; name them in headroom.yml: prometheus: {url: URL, basic_auth: ...}");
        }
        return url;
    }

    private Choices choices() {
        Map<String, List<String>> jobs = new LinkedHashMap<>();
        services.forEach((name, listed) -> jobs.put(name, List.of(listed.split(","))));
        return new Choices(jobs, roles, slots, Set.copyOf(without), demand, listen, project, namespace);
    }

    /** What somebody calls each service whose name is a job's. */
    private Choices named(Plan plan, Questions questions) {
        Choices named = choices();
        for (Map.Entry<String, List<String>> each : plan.unnamed().entrySet()) {
            String question = "%s: %s. What is it called in what runs it?"
                    .formatted(each.getKey(), plan.services().get(each.getKey()));
            named = named.named(questions.ask(question, each.getKey()), each.getValue());
        }
        return named;
    }

    private boolean agreed(Questions questions) {
        return questions
                .ask("Write the files to %s?".formatted(into.toAbsolutePath().normalize()), "y")
                .toLowerCase(Locale.ROOT)
                .startsWith("y");
    }

    private void tell(Plan plan) {
        if (plan.services().isEmpty()) {
            System.out.println("No service was found that could be scaled.");
        }
        plan.services().forEach((name, told) -> System.out.println(Plain.of("found " + name + ": " + told)));
    }

    private void write(SortedMap<String, String> files) {
        Folder folder = new Folder(into);
        List<String> kept = files.entrySet().stream()
                .filter(file -> folder.state(file.getKey(), file.getValue()) == Folder.State.OTHER)
                .map(Map.Entry::getKey)
                .toList();
        folder.write(files).forEach(file -> System.out.println("written " + into.resolve(file)));
        kept.forEach(file -> System.out.println("kept " + into.resolve(file)
                + ", which is otherwise; --diff shows how, and init writes it where it is gone"));
        System.out.println(
                "Read " + into.resolve(Plan.PAGE) + ": what is missing, what was assumed, and what comes next.");
    }
}
