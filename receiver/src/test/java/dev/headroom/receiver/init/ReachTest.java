package dev.headroom.receiver.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.PromqlException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {
    private static final Reach ONE = Reach.of(Set.of("here"), List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "here",
                "here{a=\"b\"} > 3",
                "sum by (service) (rate(here[5m]))",
                "here or gone",
                "gone or here",
                "here unless on (a) gone",
                "here and on (job) up == 1",
                "vector(1)",
                "absent(gone)",
                "{__name__=~\"gone|here\", service!=\"\"}",
                "{__name__=~\"he.+\"}",
                "label_replace(here, \"a\", \"$1\", \"b\", \"(.*)\")",
                "headroom_replicas{state=\"ready\"} * here",
            })
    void yields(String text) throws PromqlException {
        assertThat(ONE.yields(Expr.parse(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gone",
                "here + gone",
                "here and gone",
                "gone unless here",
                "clamp_min(here - gone, 0)",
                "0 * here + on (service) group_left () gone",
                "{__name__=~\"gone|away\"}",
                "max_over_time(gone[1h:1m])",
            })
    void yieldsNothing(String text) throws PromqlException {
        assertThat(ONE.yields(Expr.parse(text))).isFalse();
    }

    @Test
    void whatARuleRecordsMayBeWhatAnEarlierOneReads() throws PromqlException {
        List<Recording> rules =
                List.of(new Recording("second", Expr.parse("first")), new Recording("first", Expr.parse("here")));

        assertThat(Reach.of(Set.of("here"), rules).names()).containsExactly("first", "here", "second");
    }
}
