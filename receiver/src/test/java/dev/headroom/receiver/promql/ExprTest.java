package dev.headroom.receiver.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headroom.receiver.promql.Expr.Binary;
import dev.headroom.receiver.promql.Expr.Selector;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExprTest {

    private static Expr parse(String text) {
        try {
            return Expr.parse(text);
        } catch (PromqlException e) {
            throw new AssertionError(text + ": " + e.getMessage() + " at " + e.at(), e);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.headroom.receiver.promql.Expressions#good")
    void readsWhatPrometheusReads(String text) {
        assertThat(parse(text)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("dev.headroom.receiver.promql.Expressions#good")
    void whatItWritesMeansTheSame(String text) {
        String written = parse(text).text();
        assertThat(parse(written).text()).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a - (b - c)                     | a - (b - c)",
                "-a ^ 2                          | -(a ^ 2)",
                "sum(rate(x[5m])) by (b)         | sum by (b) (rate(x[300s]))",
                "x offset -90s                   | x offset -90s",
                "x[1m] @ end()                   | x[60s] @ end()",
                "max_over_time((a+b)[1h:])       | max_over_time((a + b)[3600s:])",
                "{\"a.b\", c=~\"x.y\"}           | {\"a.b\", c=~\"x.y\"}",
                "a{b='\"'} > bool 1e3            | a{b=\"\\\"\"} > bool 1000",
                "a * on (b) group_left(c, d) e   | a * on (b) group_left (c, d) e",
                "a unless ignoring (b) e         | a unless ignoring (b) e",
                "quantile without (b) (0.5, a)   | quantile without (b) (0.5, a)",
            })
    void writesOneFormOfAll(String text, String written) {
        assertThat(parse(text).text()).isEqualTo(written.strip());
    }

    @ParameterizedTest
    @MethodSource("dev.headroom.receiver.promql.Expressions#bad")
    void refusesWhatPrometheusRefuses(String text) {
        assertThat(catchThrowableOfType(PromqlException.class, () -> Expr.parse(text)))
                .as(text)
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "sum(rate(x)) | 9 | rate takes a range vector, like x[5m], found an instant vector",
                "a +          | 3 | found the end of the expression where it makes no sense",
                "summ(a)      | 0 | there is no function summ",
                "a{b=\"c}     | 4 | a string has no end",
                "a{b=~\"(\"}  | 5 | \"(\" is no regular expression: missing closing )",
                "1 > 2        | 2 | a comparison of two scalars needs bool",
                "a > ;        | 4 | \";\" is no part of PromQL",
            })
    void namesTheMistakeAndItsPlace(String text, int at, String message) {
        PromqlException e = catchThrowableOfType(PromqlException.class, () -> Expr.parse(text));

        assertThat(e).hasMessage(message);
        assertThat(e.at()).isEqualTo(at);
    }

    @Test
    void bindsAsPrometheusDoes() {
        Binary or = (Binary) parse("a or b and c > 1 + 2 * -3 ^ 2");
        Binary and = (Binary) or.right();
        Binary above = (Binary) and.right();
        Binary plus = (Binary) above.right();
        Binary times = (Binary) plus.right();

        assertThat(or.operator()).isEqualTo("or");
        assertThat(and.operator()).isEqualTo("and");
        assertThat(above.compares()).isTrue();
        assertThat(plus.operator()).isEqualTo("+");
        assertThat(times.right())
                .isInstanceOfSatisfying(
                        Expr.Negation.class,
                        negation ->
                                assertThat(((Binary) negation.of()).operator()).isEqualTo("^"));
        assertThat(((Binary) ((Binary) parse("2 ^ 3 ^ a")).right()).operator()).isEqualTo("^");
        assertThat(((Binary) ((Binary) parse("a - b - c")).left()).operator()).isEqualTo("-");
    }

    @Test
    void aCommentHidesItsLineOnly() {
        Expr expr = parse("sum by (service) ( # of all replicas, \"quoted (\n  rate(x[5m]))\n# the end\n > 50");

        assertThat(expr.deep(Selector.class).map(Selector::name)).containsExactly("x");
        assertThat(((Expr.Literal) ((Binary) expr).right()).value()).isEqualTo(50);
    }

    @Test
    void keepsWhatMatters() {
        Binary binary = (Binary)
                parse(
                        "signal{a=\"\\u00e9\", 'b c'!~`x.*`,} / on (service, \"u.v\") group_left (name) max by (service) (max_over_time(y[1h30m:]))");

        assertThat(binary.matching()).hasValueSatisfying(matching -> {
            assertThat(matching.labels()).containsExactly("service", "u.v");
            assertThat(matching.many()).isEqualTo("left");
            assertThat(matching.included()).containsExactly("name");
        });
        assertThat(((Selector) binary.left()).matchers())
                .extracting(Expr.LabelMatcher::label, Expr.LabelMatcher::operator, Expr.LabelMatcher::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", "=", "\u00e9"),
                        org.assertj.core.groups.Tuple.tuple("b c", "!~", "x.*"));
    }

    @Test
    void aSubqueryHasItsTimes() {
        Expr.Range range = (Expr.Range) ((Expr.Call) parse("max_over_time((a > bool 1)[1h30m:15s] offset -5m)"))
                .parts()
                .get(0)
                .deep(Expr.Range.class)
                .findFirst()
                .orElseThrow();

        assertThat(range.range()).isEqualTo(Duration.ofMinutes(90));
        assertThat(range.step()).contains(Duration.ofSeconds(15));
    }
}
