package dev.headroom.receiver.init;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that follow from what was found and chosen. */
public final class Plan {
    /** Told to the reader of the folder. */
    public static final String PAGE = "FOUND.md";

    private static final Pattern SWITCH = Pattern.compile("service: (\\S+), signal: (\\w+)(}, expr: vector\\()1\\)");
    private static final Pattern PATTERN = Pattern.compile("[*?\\[\\\\]");
    private static final String LOOKUPS = "cache_hits_total";

    private final Facts facts;
    private final Choices choices;
    private final Shipped shipped;
    private final String folder;
    private final Roster roster;

    private Plan(Facts facts, Choices choices, Shipped shipped, String folder) {
        this.facts = facts;
        this.choices = choices;
        this.shipped = shipped;
        this.folder = folder;
        this.roster = Roster.of(facts, choices, shipped);
    }

    /**
     * What follows.
     *
     * @param folder where the files will be; Prometheus's configuration names it
     * @throws InitException with every choice that cannot be
     */
    public static Plan of(Facts facts, Choices choices, Shipped shipped, Path folder) {
        Plan plan = new Plan(
                facts, choices, shipped, folder.toAbsolutePath().normalize().toString());
        List<String> mistakes = new ArrayList<>(choices.mistakes(
                facts.jobs().stream().map(Facts.Job::name).toList(),
                List.copyOf(plan.services().keySet())));
        if (PATTERN.matcher(plan.folder).find()) {
            mistakes.add(
                    "--into: Prometheus takes *, ?, [ and \\ in a folder's name for a pattern, and would load no rules from %s; name another folder"
                            .formatted(plan.folder));
        }
        if (!mistakes.isEmpty()) {
            throw new InitException(String.join("\n", mistakes));
        }
        return plan;
    }

    /** Services that are called as their job is, as nobody says another name, each with its jobs. */
    public Map<String, List<String>> unnamed() {
        Map<String, List<String>> unnamed = new LinkedHashMap<>();
        roster.services().stream()
                .filter(service -> !service.unlabelled().isEmpty())
                .filter(service -> !choices.services().containsKey(service.name()))
                .forEach(service -> unnamed.put(service.name(), service.unlabelled()));
        return unnamed;
    }

    /** Each service that was found, with the jobs that tell of it, in words. */
    public Map<String, String> services() {
        Map<String, String> told = new LinkedHashMap<>();
        roster.services().forEach(service -> told.put(service.name(), Page.told(service)));
        return told;
    }

    /** What each file holds, by its path in the folder; only the page where no service was found. */
    public SortedMap<String, String> files() {
        SortedMap<String, String> files = new TreeMap<>();
        Scrape scrape = new Scrape(facts, roster, shipped, choices.listen(), folder);
        Target target = Target.of(facts, choices, roster);
        files.put(PAGE, new Page(facts, choices, roster, shipped, scrape, target).text());
        if (roster.services().isEmpty()) {
            return files;
        }
        files.put("headroom.yml", target.configuration(facts, choices, roster));
        files.put("alert-rules/scaling-policy.yml", PolicyText.of(roster, shipped, choices.demand()));
        files.put("prometheus/prometheus.yml", Additions.whole(scrape.configuration()));
        if (!Routes.untold(facts)) {
            files.put(
                    "alertmanager/alertmanager.yml",
                    Additions.whole(Routes.configuration(facts.routes(), choices.listen())));
        }
        rules().forEach((name, text) -> files.put("alert-rules/" + name + Adapter.RULES, text));
        roster.adapters().stream()
                .filter(Adapter::isRules)
                .forEach(adapter -> files.put(
                        "alert-rules/adapters/" + adapter.name() + Adapter.RULES, shipped.text(adapter.file())));
        new Dashboards(shipped, naming())
                .files(
                        roster.services(),
                        roster.of(Role.LLM).stream().filter(this::byDemand).collect(Collectors.toSet()),
                        looksUp())
                .forEach((name, text) -> files.put("grafana-dashboards/" + name, text));
        Map<Service, Integer> slots = roster.services().stream()
                .filter(service -> choices.slots().containsKey(service.name()))
                .collect(Collectors.toMap(
                        service -> service,
                        service -> choices.slots().get(service.name()),
                        (a, b) -> a,
                        LinkedHashMap::new));
        if (!slots.isEmpty()) {
            files.put("alert-rules/settings" + Adapter.RULES, Slots.rules(slots));
        }
        return files;
    }

    private Map<String, String> rules() {
        Map<String, String> files = new LinkedHashMap<>();
        Naming naming = naming();
        for (Path file : shipped.files()) {
            String name = String.valueOf(file.getFileName()).replace(Adapter.RULES, "");
            Optional<Role> role = Role.of(name);
            if (role.isPresent()) {
                roster.of(role.get())
                        .forEach(service -> files.put("alerts-" + service.name(), alerts(file, service, naming)));
            } else if (!name.equals("cache") || looksUp()) {
                put(files, name, naming.common(RuleText.of(shipped.text(file))));
            }
        }
        if (roster.of(Role.LLM).stream().anyMatch(this::byDemand)) {
            put(files, "signals-demand", naming.common(rules(shipped.demand(), "- record:")));
        }
        return files;
    }

    /** Who has GPUs first: the alert of their gate is told of one service. */
    private Naming naming() {
        Map<Role, List<String>> names = Stream.of(Role.values())
                .collect(Collectors.toMap(
                        role -> role,
                        role -> roster.of(role).stream()
                                .sorted(Comparator.comparing(service -> !service.gpusKnown()))
                                .map(Service::name)
                                .toList()));
        return Naming.of(names, Dashboards.common(shipped));
    }

    private boolean byDemand(Service service) {
        return choices.demand() && service.demandKnown();
    }

    private boolean looksUp() {
        return roster.services().stream().anyMatch(service -> service.reach().has(LOOKUPS));
    }

    private String alerts(Path file, Service service, Naming naming) {
        RuleText shippedAlerts = rules(byDemand(service) ? shipped.demand() : file, "- alert:");
        RuleText own = shippedAlerts.map(rule -> Stream.of(naming.ofOne(rule, service.role(), service.name())));
        List<RuleText.Group> groups = own.groups().stream()
                .map(group -> new RuleText.Group(
                        group.head().replace("name: " + service.role().pattern(), "name: " + service.name()),
                        group.rules()))
                .toList();
        return new RuleText(naming.prose(own.head(), service.role(), service.name()), groups).toString();
    }

    private RuleText rules(Path file, String kind) {
        return RuleText.of(shipped.text(file))
                .map(rule -> rule.contains("      " + kind) ? Stream.of(rule) : Stream.empty());
    }

    private void put(Map<String, String> files, String name, RuleText rules) {
        if (!rules.isEmpty()) {
            files.put(name, switched(rules.toString()));
        }
    }

    /** A signal that a service cannot have is not expected of it. */
    private String switched(String rules) {
        return SWITCH.matcher(rules)
                .replaceAll(found -> Matcher.quoteReplacement(found.group())
                        .replace("vector(1)", expected(found.group(1), found.group(2)) ? "vector(1)" : "vector(0)"));
    }

    private boolean expected(String name, String signal) {
        return roster.services().stream().anyMatch(service -> service.name().equals(name) && service.tells(signal));
    }
}
