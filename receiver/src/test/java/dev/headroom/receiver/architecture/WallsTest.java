package dev.headroom.receiver.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import dev.headroom.architecture.Walls;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WallsTest extends Walls {
    private static final String SETTINGS = "dev.headroom.settings";
    private static final String ACCESS = "dev.headroom.clients.access";
    private static final String FILE = "dev.headroom.clients.file";
    private static final String REDIS = "dev.headroom.clients.redis";
    private static final String HTTP = "dev.headroom.clients.http";
    private static final String PROMETHEUS = "dev.headroom.clients.prometheus";
    private static final String PEM = "dev.headroom.clients.pem";

    private static final List<Wall> WALLS = List.of(
            new Wall("time"),
            new Wall("loop"),
            new Wall("alert", "time"),
            new Wall("schedule"),
            new Wall("policy", "alert", "schedule"),
            new Wall("gpu", "policy"),
            new Wall("gpu.nvml", "gpu"),
            new Wall("gpu.prometheus", "gpu", HTTP, PROMETHEUS, SETTINGS),
            new Wall("gpu.triton", "gpu", "gpu.http", HTTP),
            new Wall("gpu.ollama", "gpu", "gpu.http", HTTP),
            new Wall("gpu.engine", "gpu", "gpu.http", HTTP, PROMETHEUS),
            new Wall("gpu.llama", "gpu", "gpu.http", HTTP, PROMETHEUS),
            new Wall("gpu.http", "gpu", HTTP),
            new Wall("gpu.kubernetes", "gpu", "policy", "kubernetes"),
            new Wall("decision", "time", "alert", "schedule", "policy", "gpu"),
            new Wall("hook", "policy", "target"),
            new Wall("hook.simulated", "hook", "target"),
            new Wall("hook.http", "hook", "policy", "target", HTTP, PROMETHEUS),
            new Wall("standby", "hook", "policy", "target"),
            new Wall(
                    "standby.http",
                    "standby",
                    "target",
                    "hook.http",
                    "gpu",
                    "gpu.engine",
                    "gpu.triton",
                    "gpu.http",
                    HTTP),
            new Wall("rollout", "time", "hook", "decision", "policy", "target", "alert", "gpu", "schedule"),
            new Wall("target", "policy"),
            new Wall("target.docker", "target", PEM, SETTINGS),
            new Wall("target.compose..", "target", "target.docker", "policy"),
            new Wall("target.swarm..", "target", "target.docker", "policy"),
            new Wall("kubernetes"),
            new Wall("target.kubernetes..", "target", "policy", "kubernetes"),
            new Wall("target.simulated..", "target", "policy"),
            new Wall("store", "time", "alert", "decision", "policy", "rollout", "leader", "usage"),
            new Wall("store.json", "store", "decision", "gpu"),
            new Wall(
                    "store.sqlite..",
                    "store",
                    "store.json",
                    "time",
                    "alert",
                    "decision",
                    "gpu",
                    "policy",
                    "rollout",
                    "leader",
                    "usage"),
            new Wall(
                    "store.redis..",
                    REDIS,
                    "store",
                    "store.json",
                    "time",
                    "alert",
                    "decision",
                    "gpu",
                    "policy",
                    "rollout",
                    "leader",
                    "usage"),
            new Wall("watch", "loop", "gpu", "policy"),
            new Wall("leader", "time", "loop"),
            new Wall("leader.kubernetes", "time", "leader", "kubernetes"),
            new Wall(
                    "store.memory",
                    "time",
                    "store",
                    "alert",
                    "decision",
                    "gpu",
                    "policy",
                    "rollout",
                    "leader",
                    "usage"),
            new Wall(
                    "reconcile..",
                    "time",
                    "hook",
                    "alert",
                    "schedule",
                    "policy",
                    "gpu",
                    "decision",
                    "rollout",
                    "target",
                    "standby",
                    "store"),
            new Wall("usage"),
            new Wall("wire"),
            new Wall("webhook..", "time", "alert", "store", "wire", FILE, SETTINGS),
            new Wall("alertmanager..", "time", "alert", "store", "wire", HTTP),
            new Wall(
                    "web..",
                    "time",
                    "loop",
                    "alert",
                    "schedule",
                    "policy",
                    "gpu",
                    "decision",
                    "rollout",
                    "target",
                    "store",
                    "reconcile",
                    "usage",
                    "webhook",
                    HTTP,
                    PEM,
                    FILE,
                    "wire",
                    SETTINGS),
            new Wall(
                    "metrics..",
                    "time",
                    "alert",
                    "schedule",
                    "policy",
                    "gpu",
                    "decision",
                    "rollout",
                    "target",
                    "standby",
                    "store",
                    "reconcile",
                    "webhook"),
            new Wall(
                    "config..",
                    "notify",
                    "hook..",
                    "standby.http",
                    "alert",
                    "schedule",
                    "policy",
                    "gpu..",
                    "target..",
                    "store..",
                    "webhook",
                    "alertmanager",
                    "web",
                    "wire",
                    ACCESS,
                    HTTP,
                    REDIS,
                    SETTINGS),
            new Wall("notify", "loop", "decision", "policy", "schedule", "store", HTTP, SETTINGS),
            new Wall("promql"),
            new Wall("matcher", "promql"),
            new Wall(
                    "lint",
                    "alert",
                    "config",
                    "hook..",
                    "matcher",
                    "policy",
                    "promql",
                    "schedule",
                    "standby.http",
                    SETTINGS),
            new Wall(
                    "lint.cluster",
                    "lint",
                    "alert",
                    "config",
                    "hook..",
                    "kubernetes",
                    "policy",
                    "target",
                    "target.kubernetes",
                    HTTP,
                    PROMETHEUS,
                    SETTINGS),
            new Wall("init", "kubernetes", "lint", "promql", "target", "target.docker", HTTP, PROMETHEUS, SETTINGS),
            new Wall("render", "config", "policy", "target.kubernetes"),
            new Wall("backtest.trace"),
            new Wall("backtest.demand", "backtest", "backtest.trace"),
            new Wall("backtest.model", "backtest.trace", "backtest.signal"),
            new Wall("backtest.signal", "promql"),
            new Wall("backtest.alerting", "backtest.signal", "alert", "lint", "wire"),
            new Wall("backtest.candidate.hpa", "config", "lint", SETTINGS),
            new Wall("backtest.candidate.keda", "backtest.candidate.hpa", "lint", SETTINGS),
            new Wall("backtest.candidate.knative", "backtest.candidate.hpa", "lint", SETTINGS),
            new Wall(
                    "backtest.candidate",
                    "time",
                    "backtest.candidate.hpa",
                    "backtest.candidate.keda",
                    "backtest.candidate.knative",
                    "backtest.trace",
                    "backtest.model",
                    "backtest.signal",
                    "backtest.alerting",
                    "alert",
                    "config",
                    "decision",
                    "hook..",
                    "lint",
                    "policy",
                    "reconcile",
                    "rollout",
                    "schedule",
                    "store..",
                    "target",
                    SETTINGS),
            new Wall("backtest.report", "backtest.candidate", "backtest.model", "backtest.trace", "decision", "policy"),
            new Wall(
                    "backtest.past",
                    "backtest",
                    "backtest.trace",
                    "backtest.model",
                    "backtest.demand",
                    "backtest.alerting",
                    "backtest.candidate",
                    "backtest.report",
                    "alert",
                    "lint",
                    "policy",
                    "promql",
                    HTTP,
                    PROMETHEUS),
            new Wall(
                    "backtest",
                    "backtest..",
                    "config",
                    "decision",
                    "lint",
                    "policy",
                    "schedule",
                    "store..",
                    "alert",
                    SETTINGS),
            new Wall(
                    "demo..",
                    "time",
                    HTTP,
                    "wire",
                    "app",
                    "config..",
                    "decision",
                    "policy",
                    "schedule",
                    "reconcile",
                    "rollout"),
            new Wall(
                    "cli..",
                    "app",
                    "backtest..",
                    "demo",
                    "config..",
                    "decision",
                    "gpu",
                    "init",
                    "lint..",
                    "policy",
                    "render",
                    "schedule",
                    "store",
                    PEM,
                    HTTP,
                    SETTINGS));

    @Override
    protected String root() {
        return "dev.headroom.receiver";
    }

    @Override
    protected List<Wall> walls() {
        return WALLS;
    }

    @Override
    protected List<String> core() {
        return rooms("time", "alert", "schedule", "policy", "gpu", "decision");
    }

    @Override
    protected List<String> shell() {
        return rooms("app", "cli", "metrics");
    }

    @Override
    protected Map<String, List<String>> libraries() {
        return Map.of(
                "com.sun.jna..", rooms("gpu.nvml.."),
                "com.github.dockerjava..", rooms("target.docker"),
                "io.fabric8..", rooms("kubernetes", "target.kubernetes..", "leader.kubernetes", "gpu.kubernetes"),
                "io.javalin..", rooms("webhook..", "web..", "app.."),
                "org.sqlite..", rooms("store.sqlite.."),
                "java.sql..", rooms("store.sqlite.."),
                "redis.clients..", rooms("store.redis.."),
                "picocli..", rooms("cli.."));
    }

    /** All of rollout but what performs what the state machine says. */
    @Test
    void theStateMachineOfARolloutIsPartOfTheCore() {
        DescribedPredicate<JavaClass> rollout = resideInAPackage(root() + ".rollout");
        DescribedPredicate<JavaClass> shell = named("Runner")
                .or(named("Performer"))
                .or(named("Replicas"))
                .or(named("Retries"))
                .or(named("Releases"))
                .or(named("Roused"));
        DescribedPredicate<JavaClass> pure = rollout.and(not(shell));
        coreDependsOnlyOn(
                classes().that(pure),
                rooms("time", "alert", "schedule", "policy", "gpu", "decision", "rollout", "target", "hook"));
        noClasses().that(pure).should().dependOnClassesThat(shell.and(rollout)).check(imported());
    }

    private static DescribedPredicate<JavaClass> named(String ending) {
        return new DescribedPredicate<>("named ..." + ending) {
            @Override
            public boolean test(JavaClass type) {
                return type.getName().replaceAll("\\$.*", "").endsWith(ending);
            }
        };
    }
}
