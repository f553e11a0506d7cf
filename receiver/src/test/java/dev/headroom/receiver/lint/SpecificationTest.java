package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.lint.Tree.TriggerKey;
import dev.headroom.receiver.policy.Trigger;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped rules have the numbers of the specification, but for what deviations.txt names with its reason. */
class SpecificationTest {
    private static final Tree TREE = Tree.read(Trees.SHIPPED);
    private static final Path DEVIATIONS = Path.of("src/test/resources/rules/deviations.txt");
    private static final String ACCEPT =
            "\nIf that is meant, add a line to receiver/" + DEVIATIONS + ": %s %s because ...";

    static List<SpecRow> rows() {
        return SpecRow.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowOfTheSpecificationIsARule(SpecRow row) throws IOException {
        if (deviations().contains(row.key())) {
            assertThat(differences(row))
                    .as("%s is as specified; remove its line from receiver/%s", row.key(), DEVIATIONS)
                    .isNotEmpty();
        } else {
            assertThat(differences(row))
                    .as("%s is not as the specification says.%s", row, ACCEPT.formatted(row.service(), row.trigger()))
                    .isEmpty();
        }
    }

    @Test
    void noRuleScalesThatNeitherKnows() throws IOException {
        Set<TriggerKey> known = new LinkedHashSet<>(deviations());
        rows().forEach(row -> known.add(row.key()));
        assertThat(TREE.rules().byTrigger().keySet())
                .as("A trigger that the specification does not know.%s", ACCEPT.formatted("SERVICE", "TRIGGER"))
                .isSubsetOf(known);
    }

    /** Lines of SERVICE TRIGGER because REASON. */
    private static Set<TriggerKey> deviations() throws IOException {
        return Files.readAllLines(DEVIATIONS).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> {
                    assertThat(line).matches("\\S+ \\S+ because \\S.*");
                    return new TriggerKey(line.split(" ")[0], line.split(" ")[1]);
                })
                .collect(Collectors.toSet());
    }

    /** What the tree says, and the specification says otherwise. */
    private static List<String> differences(SpecRow row) {
        List<Alert> alerts = TREE.rules().byTrigger().getOrDefault(row.key(), List.of());
        List<String> found = new ArrayList<>();
        for (String scale : row.down().equals("-") ? List.of("up") : List.of("up", "down")) {
            List<Alert> one =
                    alerts.stream().filter(alert -> alert.scale().equals(scale)).toList();
            if (one.size() == 1) {
                differences(row, scale, one.get(0)).forEach(found::add);
            } else {
                found.add(one.size() + " alerts scale " + scale);
            }
        }
        Trigger trigger = TREE.policy()
                .orElseThrow()
                .policy()
                .services()
                .get(row.service())
                .triggers()
                .get(row.trigger());
        Change.of("cooldown", row.coolingFor(), trigger.cooldown()).forEach(found::add);
        Change.of("up_only", row.down().equals("-"), trigger.upOnly()).forEach(found::add);
        return found;
    }

    private static Stream<String> differences(SpecRow row, String scale, Alert alert) {
        String threshold = alert.expression()
                .threshold()
                .map(comparison -> comparison.operator() + " " + plain(comparison.value()))
                .orElse("none");
        Stream<String> pending = row.pending(scale).stream()
                .filter(wanted -> !Objects.equals(wanted, alert.pending()))
                .map(wanted -> alert.name() + ": for " + wanted + " -> " + alert.pending());
        return Stream.concat(Change.of(alert.name(), row.threshold(scale), threshold), pending);
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
