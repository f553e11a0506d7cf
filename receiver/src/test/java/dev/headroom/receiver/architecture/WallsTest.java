package dev.headroom.receiver.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The walls between the packages. A room that is not built yet breaks none. */
class WallsTest {

    private static final String ROOT = "dev.headroom.receiver.";
    private static final String[] CORE = {"time", "alert", "schedule", "policy", "gpu", "decision"};
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Utils?|Helpers?|Managers?|Impl)(?![a-z]).*");

    private static final JavaClasses RECEIVER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.headroom.receiver");

    /**
     * A package and those of ours that it may import, itself and its parent, the port, always included.
     *
     * @param room ends with {@code ..} where it stands for its children too
     */
    record Wall(String room, String... mayImport) {
        @Override
        public String toString() {
            return room + " imports " + (mayImport.length == 0 ? "nothing of ours" : String.join(", ", mayImport));
        }
    }

    static final List<Wall> WALLS = List.of(
            new Wall("time"),
            new Wall("alert", "time"),
            new Wall("schedule"),
            new Wall("policy", "alert", "schedule"),
            new Wall("gpu", "policy"),
            new Wall("gpu.nvml", "gpu"),
            new Wall("gpu.prometheus", "gpu", "wire"),
            new Wall("gpu.triton", "gpu", "wire"),
            new Wall("gpu.ollama", "gpu", "wire"),
            new Wall("gpu.vllm", "gpu", "wire"),
            new Wall("gpu.http", "gpu", "wire"),
            new Wall("gpu.kubernetes", "gpu", "policy", "kubernetes"),
            new Wall("decision", "time", "alert", "schedule", "policy", "gpu"),
            new Wall("hook", "policy", "target"),
            new Wall("hook.simulated", "hook", "target"),
            new Wall("hook.http", "hook", "policy", "target", "wire"),
            new Wall("rollout", "time", "hook", "decision", "policy", "target", "alert", "gpu", "schedule"),
            new Wall("target", "policy"),
            new Wall("target.docker", "target"),
            new Wall("target.compose..", "target", "target.docker", "policy"),
            new Wall("target.swarm..", "target", "target.docker", "policy"),
            new Wall("kubernetes"),
            new Wall("target.kubernetes..", "target", "policy", "kubernetes"),
            new Wall("target.simulated..", "target", "policy"),
            new Wall("store", "time", "alert", "decision", "policy", "rollout"),
            new Wall("store.json", "store", "gpu"),
            new Wall("store.sqlite..", "store", "store.json", "time", "alert", "decision", "gpu", "policy", "rollout"),
            new Wall(
                    "store.redis..",
                    "store",
                    "store.json",
                    "time",
                    "alert",
                    "decision",
                    "gpu",
                    "policy",
                    "rollout",
                    "leader"),
            new Wall("watch", "gpu", "policy"),
            new Wall("leader"),
            new Wall("leader.kubernetes", "leader", "kubernetes"),
            new Wall("store.memory", "time", "store", "alert", "decision", "gpu", "policy", "rollout"),
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
                    "store"),
            new Wall("usage", "policy", "store", "reconcile"),
            new Wall("wire"),
            new Wall("tls"),
            new Wall("webhook..", "time", "alert", "store", "wire"),
            new Wall("alertmanager..", "time", "alert", "store", "wire"),
            new Wall(
                    "web..",
                    "time",
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
                    "tls",
                    "wire"),
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
                    "store",
                    "reconcile",
                    "webhook"),
            new Wall(
                    "config..",
                    "hook..",
                    "alert",
                    "schedule",
                    "policy",
                    "gpu..",
                    "target..",
                    "store..",
                    "webhook",
                    "alertmanager",
                    "web",
                    "wire"),
            new Wall("lint..", "alert", "config", "policy", "schedule"),
            new Wall("render", "config", "policy", "target.kubernetes"),
            new Wall("backtest.trace"),
            new Wall("backtest.model", "backtest.trace", "backtest.signal"),
            new Wall("backtest.signal"),
            new Wall("backtest.alerting", "backtest.signal", "alert", "lint", "wire"),
            new Wall("backtest.candidate.hpa", "config", "lint"),
            new Wall(
                    "backtest.candidate",
                    "time",
                    "backtest.candidate.hpa",
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
                    "target"),
            new Wall("backtest.report", "backtest.candidate", "backtest.trace", "decision", "policy"),
            new Wall("backtest", "backtest..", "config", "decision", "lint", "policy", "schedule", "store..", "alert"),
            new Wall(
                    "demo..",
                    "time",
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
                    "lint",
                    "policy",
                    "render",
                    "schedule",
                    "store",
                    "tls"));

    @ParameterizedTest
    @FieldSource("WALLS")
    void aPackageImportsOnlyWhatItsWallAllows(Wall wall) {
        String[] ours = Stream.concat(Stream.of(wall.room()), Stream.of(wall.mayImport()))
                .map(name -> ROOT + name)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(ROOT + wall.room())
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(ours).or(not(resideInAPackage("dev.headroom.."))))
                .allowEmptyShould(true)
                .check(RECEIVER);
    }

    @Test
    void everyPackageHasAWall() {
        Set<String> walled =
                WALLS.stream().map(wall -> wall.room().replace("..", "")).collect(Collectors.toSet());
        assertThat(packages())
                .allMatch(name -> name.equals("app")
                        || walled.contains(name)
                        || WALLS.stream().anyMatch(wall -> inside(name, wall.room())));
    }

    @Test
    void theCoreDependsOnNothingButJavaAndItself() {
        coreDependsOnlyOn(classes().that(resideInAnyPackage(rooms(CORE))), rooms(CORE));
    }

    /** All of rollout but what performs what the state machine says. */
    @Test
    void theStateMachineOfARolloutIsPartOfTheCore() {
        DescribedPredicate<JavaClass> shell =
                named("Runner").or(named("Performer")).or(named("Replicas")).or(named("Retries"));
        DescribedPredicate<JavaClass> pure = resideInAPackage(ROOT + "rollout").and(not(shell));
        String[] allowed = rooms("time", "alert", "schedule", "policy", "gpu", "decision", "rollout", "target", "hook");
        coreDependsOnlyOn(classes().that(pure), allowed);
        noClasses()
                .that(pure)
                .should()
                .dependOnClassesThat(shell.and(resideInAPackage(ROOT + "rollout")))
                .allowEmptyShould(true)
                .check(RECEIVER);
    }

    @Test
    void onlyTheShellReadsTheClock() {
        noClasses()
                .that(not(resideInAnyPackage(ROOT + "app..", ROOT + "cli..", ROOT + "metrics..")))
                .should()
                .accessTargetWhere(READS_THE_CLOCK)
                .allowEmptyShould(true)
                .check(RECEIVER);
    }

    @Test
    void noPackagesNeedEachOther() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(RECEIVER);
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(RECEIVER);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        onlyIn("com.sun.jna..", "gpu.nvml..");
        onlyIn("com.github.dockerjava..", "target.docker");
        onlyIn("io.fabric8..", "kubernetes", "target.kubernetes..", "leader.kubernetes", "gpu.kubernetes");
        onlyIn("io.javalin..", "webhook..", "web..", "app..");
        onlyIn("org.sqlite..", "store.sqlite..");
        onlyIn("java.sql..", "store.sqlite..");
        onlyIn("redis.clients..", "store.redis..");
        onlyIn("picocli..", "cli..");
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(RECEIVER.stream().map(JavaClass::getSimpleName))
                .noneMatch(name -> EMPTY_NAME.matcher(name).matches());
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(RECEIVER.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allMatch(WallsTest::nullMarked);
    }

    private static final DescribedPredicate<JavaAccess<?>> READS_THE_CLOCK =
            new DescribedPredicate<>("read the clock") {
                @Override
                public boolean test(JavaAccess<?> access) {
                    return readsTheClock(access.getTarget());
                }
            };

    private static boolean readsTheClock(AccessTarget target) {
        String owner = target.getOwner().getName();
        String name = target.getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
            case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
            case "java.util.Date" -> name.equals("<init>") && takes(target, 0);
            default -> owner.startsWith("java.time.") && name.equals("now") && !takesAClock(target);
        };
    }

    private static boolean takes(AccessTarget target, int parameters) {
        return target instanceof AccessTarget.CodeUnitAccessTarget call
                && call.getRawParameterTypes().size() == parameters;
    }

    private static boolean takesAClock(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget call
                && call.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
    }

    private static void coreDependsOnlyOn(GivenClassesConjunction core, String... ours) {
        ArchRule rule = core.should()
                .onlyDependOnClassesThat(resideInAnyPackage(ours)
                        .or(resideInAnyPackage(
                                "java.lang..", "java.math..", "java.util..", "java.time..", "org.jspecify..")))
                .allowEmptyShould(true);
        rule.check(RECEIVER);
    }

    private static void onlyIn(String library, String... rooms) {
        noClasses()
                .that(not(resideInAnyPackage(rooms(rooms))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .allowEmptyShould(true)
                .check(RECEIVER);
    }

    private static DescribedPredicate<JavaClass> named(String ending) {
        return new DescribedPredicate<>("named ..." + ending) {
            @Override
            public boolean test(JavaClass type) {
                return type.getName().replaceAll("\\$.*", "").endsWith(ending);
            }
        };
    }

    private static boolean inside(String name, String room) {
        return room.endsWith("..") && name.startsWith(room.replace("..", "."));
    }

    private static boolean nullMarked(JavaPackage room) {
        return room.tryGetPackageInfo()
                .filter(info -> info.isAnnotatedWith(NullMarked.class))
                .isPresent();
    }

    private static Set<String> packages() {
        return RECEIVER.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()))
                .collect(Collectors.toSet());
    }

    private static String[] rooms(String... names) {
        return Stream.of(names).map(name -> ROOT + name).toArray(String[]::new);
    }
}
