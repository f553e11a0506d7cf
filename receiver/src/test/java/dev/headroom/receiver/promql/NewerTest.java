package dev.headroom.receiver.promql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "limitk(2, up) > 1 | limitk | 2.54",
                "sum(mad_over_time(x[5m])) > double_exponential_smoothing(x[5m], 0.5, 0.5) | double_exponential_smoothing | 3.0",
                "first_over_time(x[5m]) > info(up) | first_over_time | 3.7",
                "histogram_quantiles(x, \"q\", 0.5) > ts_of_max_over_time(x[5m]) | histogram_quantiles | 3.11",
                "{\"größe.in.bytes\"} > 1 | a name in quotes | 3.0",
                "up{\"a.b\"=\"c\"} == 0 | a name in quotes | 3.0"
            })
    void isTheNewestOfWhatIsThere(String expr, String what, String release) throws PromqlException {
        assertThat(Newer.in(Expr.parse(expr))).contains(new Newer(what, release));
    }

    @Test
    void whatIsOldIsNone() throws PromqlException {
        assertThat(Newer.in(Expr.parse("histogram_quantile(0.9, sum by (le) (rate({job=\"x\"}[5m]))) > 1")))
                .isEmpty();
    }

    @Test
    void releasesAreComparedByNumber() {
        assertThat(new Newer("x", "3.11").isAfter("3.5.0")).isTrue();
        assertThat(new Newer("x", "3.11").isAfter("3.11.2")).isFalse();
        assertThat(new Newer("x", "2.54").isAfter("2.42.0")).isTrue();
        assertThat(new Newer("x", "2.54").isAfter("3.0.0")).isFalse();
    }
}
