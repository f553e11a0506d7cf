package dev.headroom.receiver.lint;

import dev.headroom.receiver.promql.Newer;
import dev.headroom.receiver.promql.PromqlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Prometheus refuses: by its own reading where promtool is installed, else by ours. Ours knows the exact place of a
 * mistake, so that is told where both find it.
 */
final class Promtool {
    private static final Pattern PROBLEM = Pattern.compile(
            "(?m)^(?<file>\\S.*?\\.ya?ml): (?:(?<line>\\d+):(?<column>\\d+): )?(?:yaml: (?:unmarshal errors:\\s+)?line (?<only>\\d+): )?(?:group .*?, rule \\d+, \".*?\": )?"
                    + "(?<message>.+(?:\\n +line .*)*)$");
    private static final Pattern VERSION = Pattern.compile("version (\\d+\\.\\d+\\.\\d+)");
    private static final List<Newer> IN_GROUP = List.of(new Newer("labels", "3.0"), new Newer("query_offset", "2.53"));
    private static final String REMEDY = "correct it, as Prometheus would not start with it";

    private Promtool() {}

    static Stream<Finding> invalidRules(Tree tree) {
        List<Finding> ours = RuleSyntax.mistakes(tree).toList();
        List<String> files = tree.ownRuleFiles()
                .filter(RuleReader::isPlain)
                .map(Yaml::file)
                .distinct()
                .toList();
        if (files.isEmpty() || !Programs.isInstalled("promtool")) {
            return Stream.concat(ours.stream(), unparsed(tree).map(Promtool::refused));
        }
        List<String> words = new ArrayList<>(List.of("promtool", "check", "rules", "--lint=none"));
        words.addAll(files);
        Programs.Output output = Programs.output(Path.of(""), words);
        List<Finding> theirs = output.exit() == 0
                ? List.of()
                : problems(output.text(), expressionsByLine(tree), version()).toList();
        Set<String> told = ours.stream().map(finding -> finding.place().file()).collect(Collectors.toSet());
        Stream<Finding> others = theirs.stream()
                .filter(finding -> finding.place().line() > 0
                        || !told.contains(finding.place().file()));
        return Stream.of(ours.stream(), others, notUnderstood(tree, theirs, Set.copyOf(files)))
                .flatMap(found -> found)
                .distinct(); // promtool 3 tells of some mistakes twice
    }

    /** Of the promtool that is asked, like 2.42.0. */
    private static String version() {
        Matcher version = VERSION.matcher(
                Programs.output(Path.of(""), List.of("promtool", "--version")).text());
        return version.find() ? version.group(1) : "";
    }

    private static Stream<Finding> problems(String printed, Map<String, Expression> expressions, String version) {
        return PROBLEM.matcher(printed).results().map(found -> {
            Matcher problem = PROBLEM.matcher(found.group());
            return problem.matches() ? problem(problem, expressions, version) : refusal(Place.of(""), found.group());
        });
    }

    /** At the place in the expression where ours stumbles, too. */
    private static Finding problem(Matcher problem, Map<String, Expression> expressions, String version) {
        String file = problem.group("file");
        Place told = problem.group("only") == null
                ? new Place(file, number(problem.group("line")), number(problem.group("column")))
                : new Place(file, number(problem.group("only")), 1);
        Optional<Expression> expression = Optional.ofNullable(expressions.get(file + ":" + told.line()));
        String message = problem.group("message")
                .strip()
                .replaceAll("\\s+", " ")
                .replaceFirst("^could not parse expression: (\\d+:\\d+: )?", "");
        return newer(expression, message)
                .filter(newer -> newer.isAfter(version))
                .map(newer -> tooNew(told, message, newer, version))
                .orElseGet(() -> refusal(expression.map(Promtool::mistake).orElse(told), message));
    }

    /** What ours reads and an older release does not. */
    private static Optional<Newer> newer(Optional<Expression> expression, String message) {
        return expression
                .flatMap(Expression::parsed)
                .flatMap(Newer::in)
                .or(() -> IN_GROUP.stream()
                        .filter(key -> message.contains("field " + key.what() + " not found"))
                        .findFirst());
    }

    private static Finding tooNew(Place place, String message, Newer newer, String version) {
        return new Finding(
                place,
                Rule.PROMQL,
                "Prometheus " + version + ", as promtool here, refuses it: " + message + "; " + newer.what()
                        + " needs Prometheus " + newer.release(),
                "install " + newer.release() + " or later, or do without " + newer.what());
    }

    /** What Prometheus takes and ours does not read; of files that promtool cannot read, ours is all there is. */
    private static Stream<Finding> notUnderstood(Tree tree, List<Finding> theirs, Set<String> plain) {
        Set<Place> refused = theirs.stream().map(Finding::place).collect(Collectors.toSet());
        boolean stopped = theirs.stream().anyMatch(finding -> finding.place().line() == 0);
        return unparsed(tree)
                .filter(expression -> !stopped && !refused.contains(mistake(expression)))
                .map(expression -> !plain.contains(expression.yaml().file())
                        ? refused(expression)
                        : new Finding(
                                mistake(expression),
                                Rule.NOT_UNDERSTOOD,
                                message(expression) + ": no other check of this expression was made",
                                "look at it yourself, or write it in another way"));
    }

    private static Stream<Expression> unparsed(Tree tree) {
        return RuleChecks.expressions(tree)
                .filter(expression -> expression.parsed().isEmpty() && tree.owns(expression.place()))
                .filter(expression -> !expression.yaml().text().isBlank());
    }

    private static Map<String, Expression> expressionsByLine(Tree tree) {
        Map<String, Expression> found = new HashMap<>();
        RuleChecks.expressions(tree).forEach(expression -> {
            Place place = expression.place();
            found.put(place.file() + ":" + place.line(), expression);
        });
        return found;
    }

    static Finding refused(Expression expression) {
        return refusal(mistake(expression), message(expression));
    }

    static Finding refusal(Place place, String message) {
        return new Finding(place, Rule.PROMQL, "Prometheus refuses it: " + message, REMEDY);
    }

    private static Place mistake(Expression expression) {
        return expression
                .yaml()
                .place(expression.mistake().map(PromqlException::at).orElse(0));
    }

    private static String message(Expression expression) {
        return expression.mistake().map(PromqlException::getMessage).orElse("");
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
