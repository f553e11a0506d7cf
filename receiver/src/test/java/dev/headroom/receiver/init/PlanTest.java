package dev.headroom.receiver.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.init.Facts.Job;
import dev.headroom.receiver.lint.Linter;
import dev.headroom.receiver.lint.Report;
import dev.headroom.receiver.lint.Tree;
import dev.headroom.receiver.lint.Yaml;
import dev.headroom.receiver.promql.Expr;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What follows from what was found and chosen: whatever it is, lint has nothing to say of it. */
class PlanTest {
    private static final Job VLLM =
            Found.job("vllm", union(Found.series("vllm"), Found.series("fastapi-instrumentator")));
    private static final Job API = Found.job("fastapi-instrumentator");
    private static final Job CELERY = Found.job("celery");
    private static final Job DCGM = Found.job("dcgm");
    private static final Job CADVISOR = new Job(
            "cadvisor",
            new TreeMap<>(Map.of(
                    "",
                    Set.of(
                            "container_cpu_usage_seconds_total",
                            "container_spec_cpu_quota",
                            "container_spec_cpu_period",
                            "container_memory_working_set_bytes",
                            "container_spec_memory_limit_bytes",
                            "machine_cpu_cores",
                            "machine_memory_bytes"))),
            Map.of(),
            Set.of("api", "redis"),
            Set.of());
    private static final Choices NAMED = choices(
            Map.of("chat-7b", List.of("vllm"), "api", List.of("fastapi-instrumentator"), "jobs", List.of("celery")),
            Map.of("jobs", Role.RL),
            Map.of("chat-7b", 16),
            false);

    @TempDir
    private Path folder;

    private static Choices choices(
            Map<String, List<String>> services, Map<String, Role> roles, Map<String, Integer> slots, boolean demand) {
        return new Choices(services, roles, slots, Set.of(), demand, Choices.LISTEN, null, null);
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        one.addAll(other);
        return one;
    }

    static Stream<Plan> plans() {
        Facts all = Found.facts(VLLM, API, CELERY, DCGM, CADVISOR);
        return Stream.of(
                Found.plan(all, Choices.none()),
                Found.plan(all, NAMED),
                Found.plan(all, choices(Map.of(), Map.of(), Map.of("vllm", 8), true)),
                Found.plan(Found.facts(API), Choices.none()),
                Found.plan(Found.facts(VLLM), Choices.none()),
                Found.plan(
                        Found.facts(Found.job("a-b", Found.series("tgi")), Found.job("a.b", Found.series("tgi"))),
                        Choices.none()),
                Found.plan(Found.facts(CELERY), choices(Map.of(), Map.of("celery", Role.RL), Map.of(), false)),
                Found.plan(
                        Found.facts(Stream.concat(
                                        Found.SHIPPED.adapters().stream().map(adapter -> Found.job(adapter.name())),
                                        Stream.of(CADVISOR))
                                .toArray(Job[]::new)),
                        Choices.none()));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void lintFindsNothing(Plan plan) {
        new Folder(folder).write(plan.files());

        boolean many = plan.services().size() > 5; // dashboards are long
        Report report = Linter.lint(many ? Tree.withoutDashboards(folder) : Tree.read(folder));

        assertThat(report.findings()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyAlertThatScalesAsksForItsOwnService(Plan plan) throws Exception {
        new Folder(folder).write(plan.files());

        for (String file : plan.files().keySet()) {
            for (Yaml alert : alerts(folder.resolve(file))) {
                String service = alert.get("labels").orElseThrow().text("service");
                Expr.Selector first = Expr.parse(alert.text("expr"))
                        .deep(Expr.Selector.class)
                        .findFirst()
                        .orElseThrow();
                assertThat(first.matchers())
                        .as(alert.text("alert"))
                        .anyMatch(matcher -> matcher.label().equals("service")
                                && matcher.value().equals(service));
            }
        }
    }

    private static List<Yaml> alerts(Path file) {
        return file.toString().endsWith(".rules.yml")
                ? Yaml.of(file)
                        .each("groups")
                        .flatMap(group -> group.each("rules"))
                        .filter(rule -> !rule.get("labels")
                                .map(labels -> labels.text("scale"))
                                .orElse("")
                                .isEmpty())
                        .toList()
                : List.of();
    }

    @Test
    void aServiceIsCalledAsItsJobUnlessSomebodySaysOtherwise() {
        Facts facts = Found.facts(VLLM, API, CELERY, DCGM);

        assertThat(Found.plan(facts, Choices.none()).services().keySet())
                .containsExactly("celery", "fastapi-instrumentator", "vllm");
        assertThat(Found.plan(facts, NAMED).services())
                .containsOnlyKeys("api", "chat-7b", "jobs")
                .containsEntry("chat-7b", "llm, by vllm, dcgm of job vllm, dcgm")
                .containsEntry("jobs", "rl, by celery of job celery");
    }

    @Test
    void theLabelServiceOfASeriesNamesItsService() {
        Job labelled = new Job(
                "pods",
                new TreeMap<>(Map.of("chat", Found.series("vllm"), "web", Found.series("starlette"))),
                Map.of("chat", 3, "web", 1),
                Set.of(),
                Set.of());
        Plan plan = Found.plan(Found.facts(labelled), Choices.none());

        assertThat(plan.services()).containsOnlyKeys("chat", "web");
        assertThat(plan.unnamed()).isEmpty();
        assertThat(plan.files().get("prometheus/prometheus.yml")).doesNotContain("target_label: service");
        assertThat(plan.files().get("alert-rules/scaling-policy.yml"))
                .contains("  chat: # as the shipped worker-llm\n    min_replicas: 2\n");
    }

    @Test
    void whoeverGivesTwoJobsTheSameNameMeansOneService() {
        Choices named = Choices.none().named("chat", List.of("vllm")).named("chat", List.of("celery"));

        assertThat(Found.plan(Found.facts(VLLM, CELERY), named).services())
                .containsOnly(Map.entry("chat", "llm, by vllm, celery of job vllm, celery"));
    }

    @Test
    void aSignalThatIsNotToldIsNotExpected() {
        String switches = Found.plan(
                        Found.facts(VLLM, API, CADVISOR),
                        Choices.none()
                                .with(Map.of("api", List.of("fastapi-instrumentator"), "chat-7b", List.of("vllm"))))
                .files()
                .get("alert-rules/switches.rules.yml");

        assertThat(switches)
                .contains("labels: {service: api, signal: cpu_usage}, expr: vector(1)")
                .contains("labels: {service: api, signal: http_request_queue_length}, expr: vector(0)")
                .contains("labels: {service: chat-7b, signal: llm_queue_length}, expr: vector(1)")
                .contains("labels: {service: chat-7b, signal: gpu_utilization}, expr: vector(0)")
                .contains("labels: {service: chat-7b, signal: gpu_memory_used}, expr: vector(1)");
    }

    @Test
    void theDemandFitsWhereWhatRunsWaitsAndFitsIsKnown() {
        Facts facts = Found.facts(VLLM);
        Choices measured = choices(Map.of(), Map.of(), Map.of("vllm", 8), false);
        Choices asked = choices(Map.of(), Map.of(), Map.of("vllm", 8), true);

        assertThat(Found.plan(facts, Choices.none()).files().get(Plan.PAGE))
                .contains("`vllm`: thresholds: for the demand `llm_task_slots` is not told", "--slots vllm=NUMBER");
        assertThat(Found.plan(facts, measured).files())
                .hasEntrySatisfying(
                        Plan.PAGE, page -> assertThat(page).contains("`vllm`: both fit; thresholds were written"))
                .hasEntrySatisfying(
                        "alert-rules/settings.rules.yml",
                        rules -> assertThat(rules).contains("vector(8)"))
                .doesNotContainKey("alert-rules/signals-demand.rules.yml");
        assertThat(Found.plan(facts, asked).files())
                .hasEntrySatisfying(
                        "alert-rules/alerts-vllm.rules.yml",
                        rules -> assertThat(rules).contains("VllmDemandHigh"))
                .hasEntrySatisfying(
                        "alert-rules/signals-demand.rules.yml",
                        rules -> assertThat(rules).contains("llm_tasks_running{service=\"vllm\"}"));
    }

    @Test
    void whoseGpusTheyAreIsAskedForWhereSeveralServicesMayHaveThem() {
        Plan plan = Found.plan(Found.facts(CELERY, Found.job("tgi"), DCGM), Choices.none());

        assertThat(plan.files().get(Plan.PAGE)).contains("whose GPUs job dcgm tells of", "`--service NAME=JOB,dcgm`");
        assertThat(plan.files()).doesNotContainKey("alert-rules/adapters/dcgm.rules.yml");
    }

    @Test
    void aJobCanBeLeftOut() {
        Choices without =
                new Choices(Map.of(), Map.of(), Map.of(), Set.of("celery"), false, Choices.LISTEN, null, null);

        assertThat(Found.plan(Found.facts(CELERY, API), without).services()).containsOnlyKeys("fastapi-instrumentator");
    }

    @Test
    void jobsWhoseNamesAreNoServicesStayApart() {
        Facts facts = Found.facts(
                Found.job("my api", Found.series("tgi")),
                Found.job("my-api", Found.series("tgi")),
                Found.job("null", Found.series("tgi")),
                Found.job("日本", Found.series("tgi")),
                Found.job("한국", Found.series("tgi")),
                Found.job("x".repeat(70) + 1, Found.series("tgi")),
                Found.job("x".repeat(70) + 2, Found.series("tgi")));

        assertThat(Found.plan(facts, Choices.none()).unnamed())
                .containsOnly(
                        Map.entry("my-api", List.of("my-api")),
                        Map.entry("my-api_2", List.of("my api")),
                        Map.entry("service", List.of("null")),
                        Map.entry("service_2", List.of("日本")),
                        Map.entry("service_3", List.of("한국")),
                        Map.entry("x".repeat(63), List.of("x".repeat(70) + 1)),
                        Map.entry("x".repeat(61) + "_2", List.of("x".repeat(70) + 2)));
    }

    @Test
    void servicesOfLikeNamesHaveAlertsAndDashboardsOfTheirOwn() {
        Facts facts = Found.facts(
                Found.job("chat-7b", Found.series("tgi")),
                Found.job("chat.7b", Found.series("tgi")),
                Found.job("chat7b", Found.series("fastapi-instrumentator")));

        assertThat(Found.plan(facts, Choices.none()).files())
                .containsKeys("grafana-dashboards/headroom-chat-7b.json", "grafana-dashboards/headroom-chat-7b_2.json")
                .hasEntrySatisfying(
                        "alert-rules/alerts-chat-7b.rules.yml",
                        rules -> assertThat(rules).contains("alert: Chat7bQueueBuildup", "/d/headroom-chat-7b"))
                .hasEntrySatisfying(
                        "alert-rules/alerts-chat.7b.rules.yml",
                        rules -> assertThat(rules).contains("alert: Chat7b_2QueueBuildup", "/d/headroom-chat-7b_2"))
                .hasEntrySatisfying(
                        "alert-rules/alerts-chat7b.rules.yml",
                        rules -> assertThat(rules).contains("alert: Chat7b_3HighLatency"));
    }

    @Test
    void everyChoiceThatCannotBeIsToldAtOnce() {
        Choices wrong = new Choices(
                Map.of("a b", List.of("vllm"), "chat", List.of("vlm")),
                Map.of("celery", Role.RL),
                Map.of("api", 0),
                Set.of("redis"),
                false,
                "here",
                "my project",
                null);

        assertThatThrownBy(() -> Found.plan(Found.facts(VLLM, CELERY), wrong))
                .isInstanceOf(InitException.class)
                .hasMessageContaining("--service a b: a name begins with a letter or digit")
                .hasMessageContaining("no job vlm has series that are understood; there are: vllm, celery")
                .hasMessageContaining("no job redis has")
                .hasMessageContaining("--listen must be HOST:PORT, found here")
                .hasMessageContaining("--project and --namespace, found my project: a name")
                .hasMessageContaining("nothing tells of a service chat by which it could be scaled")
                .hasMessageContaining("nothing tells of a service api")
                .hasMessageContaining("--slots api=0: a replica works on 1 at once, or more");
    }

    @Test
    void aJobIsGivenToOneServiceOrToNone() {
        Choices twice = new Choices(
                Map.of("chat", List.of("vllm", "vllm"), "talk", List.of("vllm")),
                Map.of(),
                Map.of(),
                Set.of("celery", "vllm"),
                false,
                Choices.LISTEN,
                null,
                null);

        assertThatThrownBy(() -> Found.plan(Found.facts(VLLM, CELERY), twice))
                .isInstanceOf(InitException.class)
                .hasMessageContaining("job vllm is given to one service by --service, or to none by --without: 3 say")
                .hasMessageNotContaining("job celery");
    }

    @Test
    void aFolderThatPrometheusWouldTakeForAPatternIsRefused() {
        for (String pattern : List.of("a*", "b?", "[c]", "d\\e")) {
            assertThatThrownBy(
                            () -> Plan.of(Found.facts(VLLM), Choices.none(), Found.SHIPPED, Path.of(pattern, "mine")))
                    .isInstanceOf(InitException.class)
                    .hasMessageContaining("--into: Prometheus takes")
                    .hasMessageContaining(pattern);
        }
    }

    @Test
    void withoutAServiceThereIsThePageAlone() {
        Plan plan = Found.plan(Found.facts(DCGM), Choices.none());

        assertThat(plan.files()).containsOnlyKeys(Plan.PAGE);
        assertThat(plan.files().get(Plan.PAGE)).contains("no series of a service that could be scaled", "haproxy");
    }

    @Test
    void aLabelThatCanBeNoNameIsNobodys() {
        Job strange = new Job(
                "pods",
                new TreeMap<>(Map.of("../../etc", Found.series("vllm"), "a: b}", Found.series("tgi"))),
                Map.of(),
                Set.of(),
                Set.of());

        assertThat(Found.plan(Found.facts(strange), Choices.none()).files()).containsOnlyKeys(Plan.PAGE);
        assertThat(Found.plan(Found.facts(strange, VLLM), Choices.none())
                        .files()
                        .get(Plan.PAGE))
                .contains("series of job pods say `service=\"../../etc\"`, which can be no name")
                .contains("`--service NAME=pods`");
    }
}
