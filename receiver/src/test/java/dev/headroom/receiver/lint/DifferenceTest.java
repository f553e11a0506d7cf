package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pull request changes, in words. */
class DifferenceTest {
    private static final String RULES = "alert-rules/app.rules.yml";
    private static final String SIGNALS = "alert-rules/signals.rules.yml";
    private static final String POLICY = "alert-rules/scaling-policy.yml";
    private static final String ROUTES = "alertmanager/alertmanager.yml";

    @TempDir
    Path before;

    @TempDir
    Path after;

    private Trees tree;

    @BeforeEach
    void copy() {
        Trees.in(before);
        tree = Trees.in(after);
    }

    private List<String> lines() {
        return Difference.between(Tree.read(before), tree.read());
    }

    @Test
    void nothing() {
        assertThat(lines()).containsExactly("No change in behaviour.");
    }

    @Test
    void wordsForPeopleAreNoBehaviour() {
        tree.with(RULES, "action: Nothing.", "action: Relax.");
        assertThat(lines()).containsExactly("No change in behaviour.");
    }

    @Test
    void aThresholdAndItsDuration() {
        tree.with(RULES, "> 0.70\n        for: 3m", "> 0.60\n        for: 2m");
        assertThat(lines())
                .containsExactly("app: AppHighCPU 0.70 -> 0.60, for 3m -> 2m; cooldown of cpu unchanged; "
                        + "worst-case reaction 7m30s -> 6m30s");
    }

    @Test
    void aCooldownWithItsAlert() {
        tree.with(RULES, "> 0.70", ">= 0.70").with(POLICY, "cooldown: 5m", "cooldown: 4m");
        assertThat(lines())
                .containsExactly(
                        "app: AppHighCPU > 0.70 -> >= 0.70; cooldown of cpu 5m -> 4m; worst-case reaction unchanged",
                        "app: cooldown of cpu 5m -> 4m");
    }

    @Test
    void whatMoreReplicasAreTakenToDo() {
        tree.with(POLICY, "cooldown: 5m", "cooldown: 5m, effect: assumed");
        assertThat(lines()).containsExactly("app: effect of cpu load -> assumed");
    }

    @Test
    void guardsThatComeChangeAndGo() {
        tree.with(RULES, "< 0.30", "< 0.30 and on (service) service:load:max < 0.7");
        assertThat(lines()).first().asString().startsWith("app: AppLowCPU new guard service:load:max < 0.7;");
        Trees.in(before).with(RULES, "< 0.30", "< 0.30 and on (service) service:load:max < 0.6");
        assertThat(lines()).first().asString().startsWith("app: AppLowCPU guard service:load:max < 0.6 -> < 0.7;");
        tree.with(RULES, " and on (service) service:load:max < 0.7", "");
        assertThat(lines()).first().asString().startsWith("app: AppLowCPU guard service:load:max < 0.6 is gone;");
    }

    @Test
    void labelsAndExpressionsOfAnotherForm() {
        tree.with(RULES, "trigger: cpu, scale: up, priority: P2", "trigger: cpu, scale: up, priority: P0")
                .with(RULES, "service:cpu_usage:ratio{service=\"app\"} < 0.30", "min(service:cpu_usage:ratio) < 0.3");
        assertThat(lines())
                .containsExactly(
                        "app: AppHighCPU priority P2 -> P0; cooldown of cpu unchanged; worst-case reaction unchanged",
                        "app: AppLowCPU another expression: min(service:cpu_usage:ratio) < 0.3; cooldown of cpu "
                                + "unchanged; worst-case reaction unchanged");
    }

    /** A number that changed as well does not hide it. */
    @Test
    void theSeriesThatAreMeant() {
        tree.with(RULES, "{service=\"app\"} > 0.70", "{service=~\"app|api\"} > 0.80");
        assertThat(lines())
                .containsExactly("app: AppHighCPU service:cpu_usage:ratio{service=\"app\"} > 0.70 -> "
                        + "service:cpu_usage:ratio{service=~\"app|api\"} > 0.80; cooldown of cpu unchanged; "
                        + "worst-case reaction unchanged");
    }

    /** Neither does it hide by which labels a guard belongs to its signal. */
    @Test
    void theLabelsOfAGuard() {
        Trees.in(before).with(RULES, "< 0.30", "< 0.30 and on (service) service:load:max < 0.6");
        tree.with(RULES, "< 0.30", "< 0.20 and on (team) service:load:max < 0.6");
        assertThat(lines()).singleElement().asString().startsWith("app: AppLowCPU another expression: ");
    }

    /** Prometheus reads both, so its name says where it is. */
    @Test
    void anAdapterNamedAsAnotherFile() {
        tree.write(
                "alert-rules/adapters/app.rules.yml",
                "groups: [{name: x, limit: 3, rules: [{record: llm_x, expr: up}]}]\n");
        assertThat(lines())
                .containsExactly(
                        "signal llm_x is new",
                        "alert-rules/adapters/app.rules.yml: groups[x].limit nothing -> 3 (how many series a rule may "
                                + "give before it fails)");
    }

    /** Also of signals that no alert of a service reads, as an adapter's. */
    @Test
    void howOftenASignalIsEvaluated() {
        String group = "groups: [{name: vllm, interval: 15s, rules: [{record: %s, expr: vllm:x, labels: {%s: x}}]}]\n";
        Trees.in(before).write("alert-rules/adapters/vllm.rules.yml", group.formatted("llm_x", "a"));
        tree.write(
                "alert-rules/adapters/vllm.rules.yml",
                group.formatted("llm_x", "a").replace("15s", "5m"));
        assertThat(lines()).containsExactly("evaluated every 15s -> 5m: signal llm_x");
        tree.write("alert-rules/adapters/vllm.rules.yml", group.formatted("llm_x", "b"));
        assertThat(lines()).containsExactly("signal llm_x is computed in another way");
        tree.write("alert-rules/adapters/vllm.rules.yml", group.formatted("llm_x", "a"))
                .write("alert-rules/adapters/tgi.rules.yml", group.formatted("llm_x", "a"));
        assertThat(lines()).containsExactly("signal llm_x is computed in another way");
    }

    /** It reacts so much later, or never. */
    @Test
    void anotherTime() {
        tree.with(RULES, "{service=\"app\"} > 0.70", "{service=\"app\"} offset 5m > 0.70")
                .with(RULES, "{service=\"app\"} < 0.30", "{service=\"app\"} @ 1609746000 < 0.30");
        assertThat(lines())
                .containsExactly(
                        "app: AppHighCPU another expression: service:cpu_usage:ratio{service=\"app\"} offset 5m > 0.70; "
                                + "cooldown of cpu unchanged; worst-case reaction 7m30s -> 12m30s",
                        "app: AppLowCPU another expression: service:cpu_usage:ratio{service=\"app\"} @ 1609746000 < 0.30; "
                                + "cooldown of cpu unchanged; worst-case reaction 12m30s -> none");
        Trees.in(after).with(SIGNALS, "[5m]", "[5m] offset 1m");
        assertThat(lines()).contains("app: AppHighCPU as before; worst-case reaction 7m30s -> 8m30s");
        Trees.in(after).with(RULES, "> 0.70", "> 2 * service:cpu_usage:ratio offset 1w");
        assertThat(lines()).singleElement().asString().endsWith("; worst-case reaction unchanged");
    }

    @Test
    void alertsThatAreNewOrGone() {
        tree.with(RULES, "alert: AppLowCPU", "alert: AppIdle");
        assertThat(lines())
                .contains(
                        "app: new AppIdle: scales down by cpu when service:cpu_usage:ratio{service=\"app\"} < 0.30 for "
                                + "10m; worst-case reaction 12m30s",
                        "app: AppLowCPU is gone, which scaled down by cpu");
    }

    @Test
    void aSignal() {
        tree.with(SIGNALS, "[5m]", "[2m]");
        assertThat(lines())
                .containsExactly(
                        "signal service:cpu_usage:ratio is computed in another way, read by AppHighCPU, AppLowCPU");
    }

    @Test
    void thePolicy() {
        tree.with(POLICY, "max_replicas: 5", "max_replicas: 8")
                .with(POLICY, "warmup_time: 60s", "warmup_time: 90s")
                .with(POLICY, "priority: P0", "priority: P1");
        assertThat(lines())
                .containsExactly(
                        "app: AppHighCPU as before; worst-case reaction 7m30s -> 8m",
                        "app: max_replicas 5 -> 8",
                        "app: warmup_time 1m -> 1m30s",
                        "matrix row busy: priority P0 -> P1");
    }

    /** Each line of it means something, where it stands and whether it is in quotes. */
    @Test
    void anOrderAndQuotes() {
        tree.with(ROUTES, "send_resolved: true", "send_resolved: \"true\"")
                .with(ROUTES, "  - name: people\n  - name: headroom\n", "  - name: headroom\n")
                .with(ROUTES, "follow_redirects: false}", "follow_redirects: false}\n  - name: people");
        assertThat(lines())
                .containsExactly(
                        "alertmanager: receivers[headroom].webhook_configs[0].send_resolved true -> \"true\" (whether a receiver"
                                + " hears that an alert has ended)",
                        "alertmanager: receivers in order people, headroom -> headroom, people (the order of a list)");
    }

    /** What differs is told, even where it looks alike on one line or as the words of this tool. */
    @Test
    void whiteSpaceAndWordsOfThisTool() {
        Trees.in(before).with(ROUTES, "follow_redirects: false}", "follow_redirects: false}\ntemplates: [\"a\\nb\"]");
        tree.with(ROUTES, "follow_redirects: false}", "follow_redirects: false}\ntemplates: [a b]")
                .with(ROUTES, "  - name: people\n", "  - name: people\n  - name: nothing\n  - name: empty\n");
        assertThat(lines())
                .containsExactly(
                        "alertmanager: receivers[nothing].name nothing -> \"nothing\" (who is told, and how)",
                        "alertmanager: receivers[empty].name nothing -> \"empty\" (who is told, and how)",
                        "alertmanager: templates[0] has other white space, or is of another kind: a b (what it does is "
                                + "not known to this tool)");
    }

    @Test
    void theOrderOfLinesAndTheirEnds() {
        Trees.in(before).write("alertmanager/templates/a.tmpl", "a\nb\n").write("compose/a.sh", "a\n");
        tree.write("alertmanager/templates/a.tmpl", "b\na\n").write("compose/a.sh", "a\r\n");
        assertThat(lines())
                .containsExactly(
                        "alertmanager/templates/a.tmpl: its lines are in another order; what that does is not known to this tool",
                        "compose/a.sh: its line ends are others; what that does is not known to this tool");
    }

    @Test
    void theSchedule() {
        tree.with(
                POLICY,
                "matrix:",
                "schedule:\n  day: {hours: \"08:00-20:00\", replicas: {app: 3}}\n  normal: {replicas: {app: 1}}\nmatrix:");
        assertThat(lines()).containsExactly("schedule window day is new", "app: replicas in window normal 0 -> 1");
    }

    @Test
    void routesAndSettings() {
        tree.with(ROUTES, "scale != \"\"", "scale = up").with("headroom.yml", "7m", "9m");
        assertThat(lines())
                .contains(
                        "AppLowCPU goes to headroom -> people",
                        "AppLowCPU is told to Headroom within 30s and every 2m -> never",
                        "alert_ttl 7m -> 9m");
    }

    @Test
    void theMostDangerousLineThereIs() {
        Trees.in(before).with(POLICY, "scale_up", "hold_scale_up");
        assertThat(lines()).containsExactly("matrix row busy: app hold_scale_up -> scale_up");
    }

    @Test
    void theConditionOfARow() {
        tree.with(POLICY, "{all: [AppHighCPU]}", "{any: [AppHighCPU, {not: AppLowCPU}]}");
        assertThat(lines())
                .containsExactly(
                        "matrix row busy: condition all of (AppHighCPU) -> any of (AppHighCPU, not AppLowCPU)");
    }

    @Test
    void howLongAnAlertIsKeptAndHowOftenItIsEvaluated() {
        tree.with(RULES, "for: 3m", "for: 3m\n        keep_firing_for: 5m")
                .with(RULES, "interval: 30s", "interval: 1m");
        assertThat(lines())
                .first()
                .asString()
                .startsWith("app: AppHighCPU keep_firing_for 0s -> 5m, evaluated every 30s -> 1m; ");
    }

    @Test
    void theLabelsOfAGroup() {
        tree.with(RULES, "interval: 30s", "interval: 30s\n    labels: {team: ml}");
        assertThat(lines()).first().asString().startsWith("app: AppHighCPU team none -> ml; ");
    }

    /** Each a change of one value that no other line tells. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "send_resolved: true | send_resolved: false | receivers[headroom].webhook_configs[0].send_resolved true -> false (whether a receiver hears that an alert has ended)",
                "max_alerts: 0 | max_alerts: 5 | receivers[headroom].webhook_configs[0].max_alerts 0 -> 5 (how many alerts of a group a receiver is told)",
                "127.0.0.1:9095 | other:9095 | receivers[headroom].webhook_configs[0].url http://127.0.0.1:9095/webhook -> http://other:9095/webhook (where notifications go)",
                "receivers: | inhibit_rules: [{equal: [service]}]~receivers: | inhibit_rules[0].equal[0] nothing -> service (which alerts keep others from being told)",
                "continue: true | continue: true~      mute_time_intervals: [night] | mute_time_intervals[0] nothing -> night (when alerts are not told)",
                "receivers: | templates: [a.tmpl]~receivers: | templates[0] nothing -> a.tmpl (what it does is not known to this tool)",
            })
    void aValueOfTheRoutes(String text, String other, String line) {
        tree.with(ROUTES, text, other.replace("~", "\n"));
        assertThat(lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("alertmanager: ")
                .endsWith(line);
    }

    @Test
    void whatNoLineKnowsIsToldAsItStands() {
        tree.with(SIGNALS, "interval: 15s", "interval: 15s\n    query_offset: 1m")
                .with(
                        POLICY,
                        "warmup_time: 60s",
                        "warmup_time: 60s\n    vram_per_replica: 20GiB\n    finish_timeout: 5m")
                .with("headroom.yml", "alert_ttl: 7m", "alert_ttl: 7m\nhooks: {app: {drain: \"http://app/drain\"}}");
        assertThat(lines())
                .containsExactly(
                        "app: AppHighCPU as before; worst-case reaction 7m30s -> 8m30s",
                        "app: AppLowCPU as before; worst-case reaction 12m30s -> 13m30s",
                        "alert-rules/signals.rules.yml: groups[signals].query_offset nothing -> 1m (how much earlier than now its rules look)",
                        "alert-rules/scaling-policy.yml: services.app.vram_per_replica nothing -> 20GiB (what a service needs of GPUs: which ups wait, and where replicas go)",
                        "alert-rules/scaling-policy.yml: services.app.finish_timeout nothing -> 5m (how long a down waits for active tasks)",
                        "headroom.yml: hooks.app.drain nothing -> http://app/drain (what is asked of replicas before and after they start or stop)");
    }

    @Test
    void aVariant() {
        for (Trees each : List.of(Trees.in(before), tree)) {
            each.write("alert-rules/night/scaling-policy.yml", """
                    version: 1
                    services: {app: {min_replicas: 1, max_replicas: 5, triggers: {cpu: {cooldown: 5m}}}}
                    """);
        }
        tree.with("alert-rules/night/scaling-policy.yml", "max_replicas: 5", "max_replicas: 9");
        assertThat(Difference.ofAll(before, after)).containsExactly("variant night: app: max_replicas 5 -> 9");
        tree.with("alert-rules/night/scaling-policy.yml", "max_replicas: 9", "max_replicas: 5");
        assertThat(Difference.ofAll(before, after)).containsExactly("No change in behaviour.");
        tree.with(SIGNALS, "[5m]", "[2m]");
        assertThat(Difference.ofAll(before, after))
                .as("told once, not for the variant again")
                .hasSize(1);
    }

    @Test
    void whatCannotBeReadIsSaid() {
        tree.with(POLICY, "version: 1", "version: 2");
        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("cannot be compared: " + after.resolve(POLICY) + ":1:10: "),
                        line -> assertThat(line).isEqualTo("Nothing is compared until all of it can be read."));
    }

    /** As Git unpacks it: a file that says where it leads. */
    @Test
    void aLinkIsWhereItLeads() throws IOException {
        Trees.in(before).write("kubernetes/chart/files", "../../alert-rules");
        Path link = Files.createDirectories(after.resolve("kubernetes/chart")).resolve("files");
        Files.createSymbolicLink(link, Path.of("../../alert-rules"));
        assertThat(lines()).containsExactly("No change in behaviour.");
        Files.delete(link);
        Files.createDirectory(link);
        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("kubernetes/chart/files: 1 lines are gone or changed");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("../../alertmanager"));
        assertThat(lines())
                .singleElement()
                .asString()
                .startsWith("kubernetes/chart/files: 1 lines are gone or changed");
    }

    @Test
    void filesThatNobodyModelsAreTold() {
        String manifest = "kind: Service\n---\nkind: Role\n";
        for (Trees each : List.of(Trees.in(before), tree)) {
            each.write("compose/headroom.yml", "alert_ttl: 7m # of an alert\n")
                    .write("compose/prometheus.yml", "global: {scrape_interval: 30s}\n")
                    .write("compose/docker-compose.yml", "services: {app: {cpus: 1}}\n")
                    .write("kubernetes/base/all.yaml", manifest)
                    .write("grafana-dashboards/app.json", "{\"refresh\": \"10s\"}\n")
                    .write("alertmanager/templates/a.tmpl", "hello\n")
                    .write("alert-rules/tests/a.test.yml", "rule_files: []\n")
                    .write("compose/README.md", "how\n");
        }
        assertThat(lines()).containsExactly("No change in behaviour.");
        tree.write("compose/headroom.yml", "alert_ttl: 9m\n")
                .write("compose/docker-compose.yml", "services: {app: {cpus: 2}} # two\n")
                .write("kubernetes/base/all.yaml", manifest.replace("Role", "ClusterRole"))
                .write("grafana-dashboards/app.json", "{\"refresh\": \"1m\"}\n")
                .write("alertmanager/templates/a.tmpl", "hello\nworld\n")
                .write("alert-rules/tests/a.test.yml", "rule_files: [a]\n")
                .write("compose/README.md", "how to\n")
                .write("kubernetes/base/more.yaml", "kind: Secret\n");
        assertThat(lines())
                .containsExactly(
                        "alertmanager/templates/a.tmpl: 0 lines are gone or changed, 1 are new or changed; what they do is not known to this tool",
                        "compose/docker-compose.yml: services.app.cpus 1 -> 2 (what it does is not known to this tool)",
                        "compose/headroom.yml: alert_ttl 7m -> 9m (how long an alert counts that nobody tells again)",
                        "grafana-dashboards/app.json: refresh 10s -> 1m (what people see; nothing is scaled by it)",
                        "kubernetes/base/all.yaml: 1 lines are gone or changed, 1 are new or changed; what they do is not known to this tool",
                        "kubernetes/base/more.yaml is new; what it does is not known to this tool");
        Trees.in(before).write("prometheus/prometheus.yml", "a: b\n").write("prometheus/more.yml", "a: b\n");
        assertThat(lines()).last().isEqualTo("prometheus is gone; what it does is not known to this tool");
    }

    @Test
    void aRevisionOfGit() throws IOException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":")).anyMatch(on -> Files.isExecutable(Path.of(on, "git"))),
                "no git on the PATH");
        git("init", "-q");
        git("add", "-A");
        git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "before");
        tree.with(RULES, "> 0.70", "> 0.60");
        Path unpacked;
        try (Revision head = Revision.of(after, "HEAD")) {
            unpacked = head.folder();
            assertThat(Difference.between(Tree.read(unpacked), tree.read()))
                    .first()
                    .asString()
                    .startsWith("app: AppHighCPU 0.70 -> 0.60;");
        }
        assertThat(unpacked).doesNotExist();
        assertThatThrownBy(() -> Revision.of(after, "nowhere"))
                .isInstanceOf(LintException.class)
                .hasMessageStartingWith("nowhere is neither a folder nor a revision of Git");
    }

    private void git(String... words) {
        String[] all = Stream.concat(Stream.of("git"), Stream.of(words)).toArray(String[]::new);
        assertThat(Programs.output(after, List.of(all)).exit()).isZero();
    }
}
