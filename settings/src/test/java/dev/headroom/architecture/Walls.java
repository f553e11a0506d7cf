package dev.headroom.architecture;

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
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls between the packages of a module; a subclass in the module names its rooms. */
public abstract class Walls {
    private static final String OURS = "dev.headroom.";
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Utils?|Helpers?|Managers?|Impl)(?![a-z]).*");
    private static final Map<String, JavaClasses> IMPORTED = new ConcurrentHashMap<>();
    private static final String[] JAVA = {"java.lang..", "java.math..", "java.util..", "java.time..", "org.jspecify.."};

    /**
     * A package and those of ours that it may import, itself and its parent, the port, always included.
     *
     * @param room below the module's root, "" for the root itself; ends with {@code ..} where it stands for its children
     *     too
     * @param mayImport rooms of the module, or packages of another one by their whole name
     */
    public record Wall(String room, String... mayImport) {
        @Override
        public String toString() {
            return room + " imports " + (mayImport.length == 0 ? "nothing of ours" : String.join(", ", mayImport));
        }
    }

    /** The package that all of the module's are below, or are. */
    protected abstract String root();

    /** Every package but {@code app}, which may import all. */
    protected abstract List<Wall> walls();

    /** The rooms that are pure: they depend on Java and each other alone. */
    protected List<String> core() {
        return List.of();
    }

    /** The rooms that may read the clock. */
    protected List<String> shell() {
        return List.of();
    }

    /** The rooms that alone may use a library, by its package. */
    protected Map<String, List<String>> libraries() {
        return Map.of();
    }

    protected final JavaClasses imported() {
        return IMPORTED.computeIfAbsent(
                root(),
                root -> new ClassFileImporter()
                        .withImportOption(location -> !location.contains("/test-classes/"))
                        .importPackages(root));
    }

    @TestFactory
    Stream<DynamicTest> aPackageImportsOnlyWhatItsWallAllows() {
        return walls().stream().map(wall -> DynamicTest.dynamicTest(wall.toString(), () -> holds(wall)));
    }

    private void holds(Wall wall) {
        String[] ours = Stream.concat(Stream.of(wall.room()), Stream.of(wall.mayImport()))
                .map(this::packaged)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(packaged(wall.room()))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(ours).or(not(resideInAPackage(OURS + "."))))
                .check(imported());
    }

    @Test
    void everyPackageHasAWall() {
        assertThat(imported().stream()
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .map(JavaClass::getPackageName)
                        .distinct())
                .isNotEmpty()
                .allMatch(name -> name.equals(packaged("app"))
                        || walls().stream().anyMatch(wall -> inside(name, packaged(wall.room()))));
    }

    @Test
    void theCoreDependsOnNothingButJavaAndItself() {
        coreDependsOnlyOn(classes().that(resideInAnyPackage(packaged(core()))), core());
    }

    @Test
    void onlyTheShellReadsTheClock() {
        String[] shell = shell().stream().map(room -> packaged(room) + "..").toArray(String[]::new);
        noClasses()
                .that(not(resideInAnyPackage(shell)))
                .should()
                .accessTargetWhere(READS_THE_CLOCK)
                .check(imported());
    }

    @Test
    void noPackagesNeedEachOther() {
        slices().matching(root() + ".(*)..")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(imported());
        slices().matching(root() + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(imported());
    }

    @Test
    void librariesStayWhereTheyBelong() {
        libraries()
                .forEach((library, rooms) -> noClasses()
                        .that(not(resideInAnyPackage(packaged(rooms))))
                        .should()
                        .dependOnClassesThat(resideInAPackage(library))
                        .allowEmptyShould(true)
                        .check(imported()));
    }

    @Test
    void namesSayWhatAThingIs() {
        assertThat(imported().stream().map(JavaClass::getSimpleName))
                .noneMatch(name -> EMPTY_NAME.matcher(name).matches());
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(imported().stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allMatch(Walls::nullMarked);
    }

    protected final void coreDependsOnlyOn(GivenClassesConjunction core, Collection<String> rooms) {
        core.should()
                .onlyDependOnClassesThat(resideInAnyPackage(packaged(rooms)).or(resideInAnyPackage(JAVA)))
                .allowEmptyShould(true)
                .check(imported());
    }

    private String packaged(String room) {
        return room.startsWith(OURS) ? room : root() + (room.isEmpty() ? "" : "." + room);
    }

    private String[] packaged(Collection<String> rooms) {
        return rooms.stream().map(this::packaged).toArray(String[]::new);
    }

    private static boolean inside(String name, String room) {
        String bare = room.replace("..", "");
        return name.equals(bare) || (room.endsWith("..") && name.startsWith(bare + "."));
    }

    private static boolean nullMarked(JavaPackage room) {
        return room.tryGetPackageInfo()
                .filter(info -> info.isAnnotatedWith(NullMarked.class))
                .isPresent();
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
            case "java.util.Date" -> name.equals("<init>") && parameters(target).isEmpty();
            default ->
                owner.startsWith("java.time.")
                        && name.equals("now")
                        && parameters(target).stream().noneMatch(type -> type.isEquivalentTo(Clock.class));
        };
    }

    private static List<JavaClass> parameters(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget call ? call.getRawParameterTypes() : List.of();
    }

    /** Rooms as one list, for declarations. */
    protected static List<String> rooms(String... names) {
        return Arrays.asList(names);
    }
}
