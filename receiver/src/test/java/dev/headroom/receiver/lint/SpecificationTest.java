package dev.headroom.receiver.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.lint.Tree.TriggerKey;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.rules.Deviations;
import java.math.BigDecimal;
import java.util.ArrayList;
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

    static List<SpecRow> rows() {
        return SpecRow.all();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRowOfTheSpecificationIsARule(SpecRow row) {
        Deviations.check(
                row.service(),
                row.trigger(),
                () -> assertThat(differences(row)).as("%s", row).isEmpty());
    }

    @Test
    void noRuleScalesThatNeitherKnows() {
        Set<TriggerKey> specified = rows().stream().map(SpecRow::key).collect(Collectors.toSet());
        assertThat(TREE.rules().byTrigger().keySet())
                .filteredOn(key -> !specified.contains(key))
                .allSatisfy(key -> assertThat(Deviations.isAccepted(key.service(), key.trigger()))
                        .as("%s%s", key, Deviations.accept(key.service(), key.trigger()))
                        .isTrue());
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
