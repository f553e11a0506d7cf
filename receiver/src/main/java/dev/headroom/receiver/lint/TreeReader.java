package dev.headroom.receiver.lint;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Problem;
import dev.headroom.settings.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the files of a tree and keeps what is wrong with them. */
final class TreeReader {
    static final String RULES = ".rules.yml";

    /** Inside the folder of the rules: those that give other programs' metrics the product's names. */
    static final String ADAPTERS = "adapters";

    private final Path root;
    private final List<Path> rules;
    private final Known known;
    private final List<Finding> broken = new ArrayList<>();

    /** @param rules folders with rules and policy, of which a later one's files stand in place of an earlier one's */
    TreeReader(Path root, List<Path> rules, Known known) {
        this.root = root;
        this.rules = rules;
        this.known = known;
    }

    /** What was read already for a tree with files in common: its root, or another variant. */
    record Known(Map<Path, Yaml> files, Map<Yaml, Tree.Rules> rules) {
        static Known nothing() {
            return new Known(new HashMap<>(), new HashMap<>());
        }
    }

    Path root() {
        return root;
    }

    List<Finding> unread() {
        return new UnreadFiles(root, rules).findings().toList();
    }

    List<Finding> broken() {
        return List.copyOf(broken);
    }

    /** Every file with rules, by its groups. */
    List<Yaml> ruleFiles() {
        SortedMap<String, Path> byName = new TreeMap<>();
        rules.stream()
                .flatMap(folder -> Stream.of(folder.resolve(ADAPTERS), folder))
                .forEach(folder -> list(folder, 1, RULES).forEach(file -> byName.put(ruleFile(file), file)));
        return byName.values().stream()
                .flatMap(file -> yaml(file).stream())
                .map(RuleReader::rulesIn)
                .toList();
    }

    /** Its name among the rules, by which a variant has another in its place: {@code adapters/vllm.rules.yml}. */
    static String ruleFile(Path file) {
        Path folder = file.getParent();
        boolean adapter = folder != null && folder.endsWith(ADAPTERS);
        return (adapter ? ADAPTERS + "/" : "") + file.getFileName();
    }

    Optional<PolicySource> policy() {
        return rules.stream()
                .map(folder -> folder.resolve("scaling-policy.yml"))
                .filter(Files::exists)
                .reduce((earlier, later) -> later)
                .flatMap(file -> reading(file, PolicyFile::read)
                        .flatMap(policy -> yaml(file).map(yaml -> new PolicySource(yaml, policy))));
    }

    Optional<Routing> routing() {
        return routes(root).flatMap(file -> reading(file, Routing::read));
    }

    static Optional<Path> routes(Path root) {
        return Stream.of("alertmanager/alertmanager.yml", "alertmanager/alertmanager.yaml")
                .map(root::resolve)
                .filter(Files::exists)
                .findFirst();
    }

    Settings settings() {
        Optional<Path> file = existing("headroom.yml");
        List<Finding> outdated = new ArrayList<>();
        Purpose check = Purpose.check(warning -> outdated.add(finding(warning, Rule.OUTDATED)));
        Optional<HeadroomConfig> config =
                file.flatMap(found -> reading(found, path -> HeadroomFile.read(path, Map.of(), check)));
        return new Settings(file.flatMap(this::yaml), config.orElseGet(HeadroomFile::defaults), outdated);
    }

    List<Silence> silences() {
        return existing("headroom-lint.yml")
                .flatMap(file -> reading(file, LintFile::read))
                .orElse(List.of());
    }

    List<Dashboard> dashboards() {
        return files("grafana-dashboards", ".json").stream()
                .flatMap(file -> reading(file, JsonNodes::read).stream()
                        .map(node -> Dashboard.of(classic(new Yaml(file.toString(), node)))))
                .filter(dashboard -> dashboard.yaml().get("panels").isPresent())
                .toList();
    }

    /** What Grafana's own interfaces put around a dashboard is taken off. */
    private static Yaml classic(Yaml file) {
        return Stream.of("dashboard", "spec")
                .flatMap(key -> file.get(key).stream())
                .filter(inside -> inside.get("panels").isPresent())
                .findFirst()
                .orElse(file);
    }

    Optional<MetricNames> metrics() {
        return existing("docs/metrics.md")
                .flatMap(TreeReader::text)
                .map(metrics -> metrics
                        + existing("docs/adapters.md").flatMap(TreeReader::text).orElse(""))
                .map(MetricNames::in);
    }

    Optional<Yaml> yaml(Path file) {
        Optional<Yaml> before = Optional.ofNullable(known.files().get(file));
        return before.or(() -> {
            Optional<Yaml> read = reading(file, Yaml::of);
            read.ifPresent(yaml -> known.files().put(file, yaml));
            return read;
        });
    }

    Tree.Rules rules(List<Yaml> files) {
        List<Tree.Rules> each = files.stream()
                .map(file -> known.rules().computeIfAbsent(file, RuleReader::rules))
                .toList();
        return Tree.Rules.of(
                each.stream().flatMap(found -> found.alerts().stream()).toList(),
                each.stream().flatMap(found -> found.signals().stream()).toList());
    }

    private Optional<Path> existing(String name) {
        return Optional.of(root.resolve(name)).filter(Files::exists);
    }

    private <T> Optional<T> reading(Path file, Function<Path, T> reader) {
        try {
            return Optional.of(reader.apply(file));
        } catch (ConfigException e) {
            e.problems().stream()
                    .filter(problem -> !problem.rule().startsWith("environment variable"))
                    .map(problem -> finding(problem, Rule.UNREADABLE))
                    .filter(finding -> !broken.contains(finding))
                    .forEach(broken::add);
            return Optional.empty();
        }
    }

    private static Finding finding(Problem problem, Rule rule) {
        String subject = problem.key().isEmpty() ? "" : problem.key() + " ";
        Place place = new Place(problem.file(), problem.line(), problem.column());
        String message = subject + problem.rule() + ", found " + problem.found();
        return new Finding(place, rule, message, problem.remedy());
    }

    static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<Path> files(String folder, String ending) {
        return list(root.resolve(folder), Integer.MAX_VALUE, ending);
    }

    static List<Path> list(Path folder, int depth, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
