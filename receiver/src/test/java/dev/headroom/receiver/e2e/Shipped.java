package dev.headroom.receiver.e2e;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** Copies of the shipped files for a test, with minutes made seconds; the shipped ones stay as they are. */
public final class Shipped {
    private static final Pattern DURATION = Pattern.compile("([0-9]+)(s|m|h|d|w)");
    private static final Pattern RANGE = Pattern.compile("\\[([0-9]+[smhdw])(?::([0-9]+[smh]))?]");
    private static final Map<String, Integer> SECONDS = Map.of("s", 1, "m", 60, "h", 3600, "d", 86_400, "w", 604_800);
    private static final int FASTER = 60;

    private Shipped() {}

    /** A sixtieth of a duration, but at least a second, for that is the least that Alertmanager's groups take. */
    static String shortened(String duration) {
        var parts = DURATION.matcher(duration);
        if (!parts.matches()) {
            throw new IllegalStateException("a duration of another form: " + duration);
        }
        int seconds = Integer.parseInt(parts.group(1)) * SECONDS.get(parts.group(2));
        return (seconds == 0 ? 0 : Math.max(1, seconds / FASTER)) + "s";
    }

    /** Copies all alert rules, with every {@code for}, {@code interval} and range shortened. */
    static void rules(Path into) throws IOException {
        Files.createDirectories(into);
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Distribution.ROOT.resolve("alert-rules"), "*.rules.yml")) {
            for (Path file : files) {
                Map<String, Object> rules = read(file);
                maps(rules.get("groups")).forEach(Shipped::shortenGroup);
                write(into.resolve(file.getFileName()), rules);
            }
        }
    }

    /** Shortens what {@code headroom init} has written in a folder, in place. */
    public static void hurry(Path written) throws IOException {
        try (Stream<Path> files = Files.walk(written.resolve("alert-rules"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".rules.yml")).toList()) {
                Map<String, Object> rules = read(file);
                maps(rules.get("groups")).forEach(Shipped::shortenGroup);
                write(file, rules);
            }
        }
        Path routes = written.resolve("alertmanager/alertmanager.yml");
        Map<String, Object> alertmanager = read(routes);
        shortenRoute(map(alertmanager.get("route")));
        write(routes, alertmanager);
    }

    private static void shortenGroup(Map<String, Object> group) {
        shorten(group, "interval");
        for (Map<String, Object> rule : maps(group.get("rules"))) {
            shorten(rule, "for");
            shorten(rule, "keep_firing_for");
            rule.computeIfPresent(
                    "expr", (key, expr) -> RANGE.matcher(expr.toString()).replaceAll(Shipped::shortenedRange));
        }
    }

    /** A minute becomes two seconds: at a sample a second, a range of one holds none when an evaluation is late. */
    private static String shortenedRange(MatchResult range) {
        String step = range.group(2) == null ? "" : ":" + shortened(range.group(2));
        return "[" + (range.group(1).equals("1m") ? "2s" : shortened(range.group(1))) + step + "]";
    }

    /**
     * Copies Alertmanager's configuration: groups are told at once, the only notifications are those to Headroom.
     *
     * @param token the file with the token that Headroom asks for
     */
    static void alertmanager(Path into, int headroomPort, Path token) throws IOException {
        Map<String, Object> config = read(Distribution.ROOT.resolve("alertmanager/alertmanager.yml"));
        config.remove("templates");
        shortenRoute(map(config.get("route")));
        for (Map<String, Object> receiver : maps(config.get("receivers"))) {
            if (receiver.get("name").equals("headroom")) {
                Map<String, Object> webhook =
                        maps(receiver.get("webhook_configs")).get(0);
                webhook.put("url", "http://127.0.0.1:" + headroomPort + "/webhook");
                map(map(webhook.get("http_config")).get("authorization")).put("credentials_file", token.toString());
            } else {
                receiver.keySet().retainAll(List.of("name"));
            }
        }
        write(into, config);
    }

    private static void shortenRoute(Map<String, Object> route) {
        List.of("group_wait", "group_interval", "repeat_interval").forEach(key -> shorten(route, key));
        maps(route.getOrDefault("routes", List.of())).forEach(Shipped::shortenRoute);
    }

    /** Copies the policy without its schedule, so that a test means the same at every hour, and changes it further. */
    public static void policy(Path into, UnaryOperator<Map<String, Object>> change) throws IOException {
        Map<String, Object> policy = read(Distribution.ROOT.resolve("alert-rules/scaling-policy.yml"));
        policy.remove("schedule");
        maps(policy.get("matrix")).removeIf(row -> row.get("when").toString().contains("window"));
        write(into, change.apply(policy));
    }

    /** Sets the cooldown of every trigger and matrix row, but leaves those that have none without. */
    static void cooldowns(Map<String, Object> policy, String cooldown) {
        maps(policy.get("matrix")).forEach(row -> row.put("cooldown", cooldown));
        map(policy.get("services"))
                .values()
                .forEach(service -> map(map(service).get("triggers"))
                        .values()
                        .forEach(trigger -> map(trigger).replace("cooldown", cooldown)));
    }

    /** Sets a key of every service. */
    public static void everyService(Map<String, Object> policy, String key, String value) {
        map(policy.get("services")).values().forEach(service -> map(service).put(key, value));
    }

    /** Lets nothing be done to a service. */
    static Map<String, Object> freezing(Map<String, Object> policy, String service) {
        map(map(policy.get("services")).get(service)).put("frozen", true);
        return policy;
    }

    private static void shorten(Map<String, Object> map, String key) {
        map.computeIfPresent(key, (same, duration) -> shortened(duration.toString()));
    }

    private static Map<String, Object> read(Path file) throws IOException {
        return new Yaml().load(Files.readString(file));
    }

    private static void write(Path file, Map<String, Object> content) throws IOException {
        Files.writeString(file, new Yaml().dump(content));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object node) {
        return (List<Map<String, Object>>) node;
    }
}
