package dev.headroom.receiver.backtest.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.lint.RuleSet;
import dev.headroom.receiver.lint.RuleSet.Recording;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.PromqlException;
import dev.headroom.receiver.schedule.Schedule;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is asked for where a signal was not recorded. */
class SubstitutionTest {

    private static final RuleSet RULES = new RuleSet(
            List.of(),
            List.of(
                    recording("s:queue:max", Map.of(), "max by (service) (queue)"),
                    recording("s:load:mean", Map.of(), "avg_over_time(s:queue:max[5m])"),
                    recording("s:expected:switch", Map.of("signal", "a"), "vector(1)"),
                    recording("s:expected:switch", Map.of("signal", "b"), "vector(1)")),
            new ScalingPolicy(Map.of(), List.of(), Schedule.none(ZoneOffset.UTC)),
            HeadroomFile.defaults());
    private static final Catalog RAW = new Catalog(Set.of("queue"), Map.of());
    private static final String QUEUE =
            "label_replace(max by (service) (queue), \"__name__\", \"s:queue:max\", \"\", \"\")";

    private static Recording recording(String name, Map<String, String> labels, String expression) {
        return new Recording(name, labels, expression, Duration.ofSeconds(15));
    }

    private static Expr parse(String text) {
        try {
            return Expr.parse(text);
        } catch (PromqlException e) {
            throw new AssertionError(text, e);
        }
    }

    private static String asked(Catalog catalog, String text) {
        String written = new Substitution(RULES, catalog).of(parse(text)).text();
        assertThat(parse(written).text()).isEqualTo(written);
        return written;
    }

    @Test
    void aSignalIsWhatItsRuleSays() {
        assertThat(asked(RAW, "s:queue:max")).isEqualTo(QUEUE);
        assertThat(asked(RAW, "other > 1")).isEqualTo("other > 1");
    }

    @Test
    void aRangeHasAsManySamplesAsTheRuleMakes() {
        assertThat(asked(RAW, "max_over_time(s:queue:max[1h])")).isEqualTo("max_over_time((" + QUEUE + ")[3600s:15s])");
        assertThat(asked(RAW, "s:load:mean")).contains("avg_over_time((" + QUEUE + ")[300s:15s])");
        assertThat(asked(RAW, "s:queue:max offset 1h"))
                .isEqualTo("last_over_time((" + QUEUE + ")[15s:15s] offset 3600s)");
    }

    @Test
    void matchersNarrowWhatIsMade() {
        assertThat(asked(RAW, "s:queue:max{service=\"a.b\"}"))
                .contains("label_replace(" + QUEUE
                        + ", \"headroom_mark\", \"1\", \"service\", \"a\\\\.b\") and on (headroom_mark)");
        assertThat(asked(RAW, "s:queue:max{service!~\"a|b\"}"))
                .contains("\"service\", \"a|b\") unless on (headroom_mark)");
    }

    @Test
    void severalRulesOfOneNameAreAllAskedFor() {
        assertThat(asked(RAW, "s:expected:switch")).contains("\"signal\", \"a\"", " or ", "\"signal\", \"b\"");
    }

    @Test
    void aPatternOfNamesKeepsThemApart() {
        assertThat(asked(RAW, "{__name__=~\"s:(queue:max|load:mean)\"}"))
                .contains("\"headroom_mark\", \"s:queue:max\"", "\"headroom_mark\", \"s:load:mean\"")
                .contains("\"__name__\", \"$1\", \"headroom_mark\", \"(.*)\")")
                .doesNotContain("{__name__=~");
        assertThat(asked(RAW, "{__name__=~\"s:queue:max|queue\"}")).contains("or {__name__=~");
    }

    @Test
    void whatIsRecordedByTheSameRulesIsRead() {
        Catalog recorded =
                Catalog.of(Set.of("queue", "s:queue:max"), Map.of("s:queue:max", List.of("max  by(service) (queue)")));
        assertThat(asked(recorded, "s:queue:max > 5")).isEqualTo("s:queue:max > 5");
        assertThat(asked(recorded, "s:load:mean")).contains("avg_over_time(s:queue:max[300s])");
        Catalog other = Catalog.of(
                Set.of("queue", "s:queue:max", "s:load:mean"),
                Map.of(
                        "s:queue:max", List.of("min by (service) (queue)"),
                        "s:load:mean", List.of("avg_over_time(s:queue:max[5m])")));
        assertThat(asked(other, "s:queue:max")).isEqualTo(QUEUE);
        assertThat(asked(other, "s:load:mean"))
                .as("recorded by the same rule, of another signal")
                .contains(QUEUE);
    }

    @Test
    void whatHasNothingBehindItIsRead() {
        assertThat(asked(new Catalog(Set.of("s:queue:max"), Map.of()), "s:queue:max"))
                .isEqualTo("s:queue:max");
        assertThat(new Substitution(RULES, RAW).lacking(parse("a + queue"))).containsExactly("a");
    }
}
