package dev.headroom.receiver.lint;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Alertmanager refuses: by its own reading where amtool is installed, else by ours. Ours knows the exact place of a
 * mistake, so that is told where both find one.
 */
final class Amtool {
    private static final Pattern PROBLEMS = Pattern.compile("(?s)FAILED: (.*?)(?:\\n\\n|\\nFound:|$)");
    private static final Pattern PROBLEM = Pattern.compile("(?:yaml: )?(?:line (\\d+): )?(.*)");

    private Amtool() {}

    static Stream<Finding> refusals(Tree tree) {
        return tree.routing().stream()
                .filter(routing -> tree.owns(routing.yaml().place()))
                .flatMap(Amtool::refusals);
    }

    private static Stream<Finding> refusals(Routing routing) {
        if (!Programs.isInstalled("amtool")) {
            return routing.refused().stream();
        }
        String file = routing.yaml().file();
        Programs.Output output = Programs.output(Path.of(""), List.of("amtool", "check-config", file));
        if (output.exit() == 0) {
            return Stream.empty();
        }
        return routing.refused().isEmpty() ? problems(routing.yaml(), output.text()) : routing.refused().stream();
    }

    private static Stream<Finding> problems(Yaml file, String printed) {
        return PROBLEMS.matcher(printed)
                .results()
                .flatMap(found -> found.group(1).lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("yaml: unmarshal errors:"))
                .map(line -> problem(file, line));
    }

    private static Finding problem(Yaml file, String line) {
        Matcher problem = PROBLEM.matcher(line);
        boolean placed = problem.matches() && problem.group(1) != null;
        return new Finding(
                placed
                        ? new Place(file.file(), Integer.parseInt(problem.group(1)), 1)
                        : Named.in(file, line).map(Yaml::place).orElseGet(() -> Place.of(file.file())),
                Rule.ALERTMANAGER,
                "Alertmanager refuses it: " + (placed ? problem.group(2) : line),
                "correct it, as Alertmanager would not start with it");
    }
}
