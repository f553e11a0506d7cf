package dev.headroom.receiver.lint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What alerts, signals, policy and routes do not tell of a change: all other values of their files. */
record RestDifference(Tree before, Tree after) {
    private static final Pattern TOLD_OF_RULES = Pattern.compile(
            "(spec\\.)?groups\\[.*?]\\.(name|interval|labels\\..*|rules\\[.*?]\\.(alert|record|expr|for|keep_firing_for|labels\\..*"
                    + "|annotations\\.(?!replicas).*))");
    private static final Pattern TOLD_OF_POLICY =
            Pattern.compile("version|timezone|matrix.*|schedule\\..*|services\\.[^.]+\\."
                    + "(min_replicas|max_replicas|scale_up_increment|scale_down_increment|warmup_time|health_timeout|drain_timeout"
                    + "|max_actions_per_hour|scale_down_when|checkpoint_sync|frozen|triggers\\..*)");
    private static final Pattern TOLD_OF_SETTINGS = Pattern.compile("alert_ttl|blind_after|evaluate_every");
    private static final Map<String, String> OF_RULES = Map.of(
            ".*\\.annotations\\.replicas", "how many replicas scale: to asks for",
            ".*\\.limit", "how many series a rule may give before it fails",
            ".*\\.query_offset", "how much earlier than now its rules look");
    private static final Map<String, String> OF_POLICY = Map.of(
            ".*\\.(gpu_|vram_).*", "what a service needs of GPUs: which ups wait, and where replicas go",
            ".*\\.finish_timeout", "how long a down waits for active tasks",
            ".*\\.checkpoint_timeout", "how long a down waits for a checkpoint",
            ".*\\.(hpa\\..*|target_.*)", "what render hpa writes; no decision uses it",
            ".*\\.cost_per_replica_hour", "what a replica costs, as it is shown");
    private static final Map<String, String> OF_ROUTES = new LinkedHashMap<>();
    static final Map<String, String> OF_SETTINGS = new LinkedHashMap<>();

    static {
        OF_ROUTES.put(".*send_resolved", "whether a receiver hears that an alert has ended");
        OF_ROUTES.put(".*max_alerts", "how many alerts of a group a receiver is told");
        OF_ROUTES.put(".*(url|url_file|api_url|hosts?|smarthost)", "where notifications go");
        OF_ROUTES.put("inhibit_rules.*", "which alerts keep others from being told");
        OF_ROUTES.put(".*(mute|active)_time_intervals.*|(mute_)?time_intervals.*", "when alerts are not told");
        OF_ROUTES.put(
                "(route|.*routes\\[.*).*", "which alerts go where, and when; none of the alerts here changes its way");
        OF_ROUTES.put("receivers.*", "who is told, and how");
        OF_SETTINGS.put("alert_ttl", "how long an alert counts that nobody tells again");
        OF_SETTINGS.put("blind_after", "for how long news may be missing before nothing is scaled");
        OF_SETTINGS.put("evaluate_every", "how often it is decided");
        OF_SETTINGS.put("hooks.*", "what is asked of replicas before and after they start or stop");
        OF_SETTINGS.put("gpu.*", "where GPUs are read, and what is done about their memory");
        OF_SETTINGS.put("evidence.*", "what proves that alerts arrive; without it nothing is scaled down");
        OF_SETTINGS.put("target.*", "what is scaled");
        OF_SETTINGS.put("store.*|lease.*", "where state is kept, and who leads");
        OF_SETTINGS.put("alertmanager.*|prometheus.*", "whom Headroom asks beside the webhook");
        OF_SETTINGS.put("listen|.*token_file|.*basic_auth.*|tls.*|hosts.*|advertise", "who may reach the receiver");
    }

    Stream<String> lines() {
        return Stream.of(rules(), policy(), routes(), settings(), files()).flatMap(lines -> lines);
    }

    /** Those of a variant are among its root's. */
    private Stream<String> files() {
        return after.folder().equals(after.root())
                ? new FileDifference(before.root(), after.root()).lines()
                : Stream.empty();
    }

    private Stream<String> rules() {
        Map<String, Yaml> was = byName(before);
        Map<String, Yaml> is = byName(after);
        Set<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        return names.stream()
                .flatMap(name -> new LeafDifference(
                                "alert-rules/" + name,
                                OF_RULES,
                                path -> TOLD_OF_RULES.matcher(path).matches())
                        .lines(Optional.ofNullable(was.get(name)), Optional.ofNullable(is.get(name))));
    }

    private static Map<String, Yaml> byName(Tree tree) {
        return tree.ruleFiles().stream()
                .collect(Collectors.toMap(yaml -> TreeReader.ruleFile(Path.of(yaml.file())), Function.identity()));
    }

    private Stream<String> policy() {
        return new LeafDifference(
                        "alert-rules/scaling-policy.yml",
                        OF_POLICY,
                        path -> TOLD_OF_POLICY.matcher(path).matches())
                .lines(before.policy().map(PolicySource::yaml), after.policy().map(PolicySource::yaml));
    }

    private Stream<String> routes() {
        return new LeafDifference("alertmanager", OF_ROUTES, path -> false)
                .lines(before.routing().map(Routing::yaml), after.routing().map(Routing::yaml));
    }

    private Stream<String> settings() {
        return new LeafDifference(
                        "headroom.yml",
                        OF_SETTINGS,
                        path -> TOLD_OF_SETTINGS.matcher(path).matches())
                .lines(before.settings().yaml(), after.settings().yaml());
    }
}
