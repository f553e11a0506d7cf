package dev.headroom.ttltuner.architecture;

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

/** The walls between the packages. */
class WallsTest {

    private static final String ROOT = "dev.headroom.ttltuner.";
    private static final String[] CORE = {"curve", "tuning"};
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Utils?|Helpers?|Managers?|Impl)(?![a-z]).*");

    private static final JavaClasses TUNER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.headroom.ttltuner");

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
            new Wall("curve"),
            new Wall("tuning", "curve"),
            new Wall("replay", "curve", "tuning"),
            new Wall("source", "tuning"),
            new Wall("source.prometheus", "source", "tuning"),
            new Wall("source.redis", "source", "tuning"),
            new Wall("redis", "tuning"),
            new Wall("status", "tuning"),
            new Wall("metrics", "status", "tuning"),
            new Wall("config", "curve", "tuning"),
            new Wall("cli", "app", "config", "replay", "tuning"));

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
                .check(TUNER);
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

    @Test
    void onlyTheShellReadsTheClock() {
        noClasses()
                .that(not(resideInAnyPackage(ROOT + "app..", ROOT + "cli..", ROOT + "metrics..")))
                .should()
                .accessTargetWhere(READS_THE_CLOCK)
                .allowEmptyShould(true)
                .check(TUNER);
    }

    @Test
    void noPackagesNeedEachOther() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(TUNER);
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(TUNER);
    }

    @Test
    void librariesStayWhereTheyBelong() {
        onlyIn("com.sun.net.httpserver..", "app..");
        onlyIn("java.net.http..", "source.prometheus..", "cli..");
        onlyIn("org.jfree..", "replay..");
        onlyIn("io.prometheus..", "metrics..");
        onlyIn("redis.clients..", "redis..", "source.redis..", "app..");
        onlyIn("picocli..", "cli..");
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(TUNER.stream().map(JavaClass::getSimpleName))
                .noneMatch(name -> EMPTY_NAME.matcher(name).matches());
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(TUNER.stream().map(JavaClass::getPackage).distinct())
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
                        .or(resideInAnyPackage("java.lang..", "java.util..", "java.time..", "org.jspecify..")))
                .allowEmptyShould(true);
        rule.check(TUNER);
    }

    private static void onlyIn(String library, String... rooms) {
        noClasses()
                .that(not(resideInAnyPackage(rooms(rooms))))
                .should()
                .dependOnClassesThat(resideInAPackage(library))
                .allowEmptyShould(true)
                .check(TUNER);
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
        return TUNER.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()))
                .collect(Collectors.toSet());
    }

    private static String[] rooms(String... names) {
        return Stream.of(names).map(name -> ROOT + name).toArray(String[]::new);
    }
}
