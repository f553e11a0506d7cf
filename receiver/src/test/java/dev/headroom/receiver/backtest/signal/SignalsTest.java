package dev.headroom.receiver.backtest.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions over one service, with Prometheus's meaning. */
class SignalsTest {

    private final Map<String, Double> values = new HashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final Signals signals = new Signals("worker-llm", new Known(), 15);

    private final class Known implements Source {
        @Override
        public boolean knows(String name) {
            return values.containsKey(name);
        }

        @Override
        public double value(String name, Map<String, String> labels) {
            return values.getOrDefault(name, Double.NaN);
        }
    }

    private double ask(String expression) {
        Signals.Query query = signals.query(expression, missing::add);
        signals.sample(0);
        return query.value();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1 + 2 * 3 - 4 / 2; 5",
                "(1 + 2) * -3; -9",
                "7 % 4; 3",
                "ceil(vector(2.1)) + floor(vector(2.9)) + round(vector(2.5)); 8",
                "clamp_max(vector(9), 4) + clamp_min(vector(1), 3) + clamp(vector(7), 0, 5); 12",
                "a > 5; 6",
                "a > bool 7; 0",
                "a == bool 6; 1",
                "sum by (service) (a) + max without (x) (b); 10",
                "a and on (service) b < 5; 6",
                "none or b; 4",
                "a unless none; 6",
                "a{service=\"worker-llm\", gpu!=\"\"}; 6",
                "a{service=~\"chat|worker-llm\"}; 6",
                "a{service!=\"\", service!=\"app\"}; 6",
                "a{service!~\"chat|app\"}; 6",
                "1e2 + 0.5; 100.5",
                "count(a); 1",
            })
    void anExpressionHasItsValue(String expression, double value) {
        values.put("a", 6.0);
        values.put("b", 4.0);
        values.put("none", Double.NaN);
        assertThat(ask(expression)).isEqualTo(value);
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a < 5",
                "a and b > 5",
                "a unless b",
                "none > 0",
                "a / none",
                "a{service=\"app\"}",
                "a{service=~\"app|chat\"}",
                "a{service!=\"app\", service!=\"worker-llm\"}",
                "a{service!~\"chat|worker-llm\"}",
                "none or none",
                "max_over_time(none[1m])"
            })
    void anExpressionWithoutAValueIsNone(String expression) {
        values.put("a", 6.0);
        values.put("b", 4.0);
        values.put("none", Double.NaN);
        assertThat(ask(expression)).isNaN();
        assertThat(missing).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rate(a[5m]); rate",
                "a offset 1h; offset",
                "a =~ 3; found \"=~\" where it makes no sense",
                "a{x=~\"y\"}; x=~\"y\"",
                "a{x!=\"y\"}; x!=\"y\"",
                "absent(a); absent",
                "a +; found the end of the expression where it makes no sense",
                "(a; found the end of the expression where ) should be",
                "unheard > 3; unheard",
            })
    void whatIsNotUnderstoodIsNamedAndHasNoValue(String expression, String what) {
        values.put("a", 6.0);
        assertThat(ask(expression)).isNaN();
        assertThat(missing).containsExactly(what);
    }

    @Test
    void overTimeMeansTheSamplesOfTheRange() {
        values.put("a", 0.0);
        Signals.Query mean = signals.query("avg_over_time(a[1m])", missing::add);
        Signals.Query most = signals.query("max_over_time(a[2m])", missing::add);
        Signals.Query usual = signals.query("quantile_over_time(0.5, a[1m])", missing::add);
        for (int i = 1; i <= 6; i++) {
            values.put("a", i == 1 ? 100.0 : i);
            signals.sample(i * 15);
        }
        assertThat(mean.value()).isEqualTo((3 + 4 + 5 + 6) / 4.0);
        assertThat(most.value()).isEqualTo(100);
        assertThat(usual.value()).isEqualTo(4.5);
    }

    /** The guard of the shipped scale-downs. */
    @Test
    void recordingRulesStandOnEachOther() {
        values.put("busy", 0.5);
        values.put("ready", 4.0);
        signals.record("service:load:replicas", Map.of(), "busy * on (service) ready");
        signals.record(
                "service:load_if_one_fewer:max1m",
                Map.of(),
                "max_over_time(service:load:replicas[1m]) / on (service) (ready - 1)");
        Signals.Query query = signals.query("service:load_if_one_fewer:max1m < 0.70", missing::add);
        signals.sample(15);
        assertThat(query.value()).isEqualTo(2.0 / 3);
        values.put("busy", 0.6);
        signals.sample(30);
        assertThat(query.value()).isNaN();
        values.put("busy", 0.1);
        signals.sample(45);
        assertThat(query.value()).as("the peak is remembered").isNaN();
        for (int i = 0; i < 4; i++) {
            signals.sample(60 + i * 15);
        }
        assertThat(query.value()).isCloseTo(0.4 / 3, within(1e-9));
        assertThat(missing).isEmpty();
    }

    @Test
    void aSubqueryLooksAtEveryStepOnly() {
        values.put("a", Double.NaN);
        Signals.Query seen = signals.query("count_over_time(a[2m:30s])", missing::add);
        for (int i = 0; i < 12; i++) {
            values.put("a", i < 6 ? Double.NaN : i);
            signals.sample(i * 15);
        }
        assertThat(seen.value()).isEqualTo(3);
        assertThat(missing).isEmpty();
    }

    @Test
    void aSubqueryOfARangeCountsTheStepsThatHaveASampleOfTheirOwn() {
        values.put("a", 1.0);
        Signals.Query seen = signals.query("count_over_time(count_over_time(a[1m])[5m:1m])", missing::add);
        for (int i = 0; i < 40; i++) {
            values.put("a", i > 20 && i <= 32 ? Double.NaN : i);
            signals.sample(i * 15);
        }
        assertThat(seen.value()).isEqualTo(2);
        assertThat(missing).isEmpty();
    }

    @Test
    void ofRecordingRulesWithLabelsTheOneThatIsAskedForAnswers() {
        values.put("a", 6.0);
        signals.record("switch", Map.of("service", "other", "signal", "x"), "vector(1)");
        signals.record("switch", Map.of("signal", "y"), "vector(2)");
        signals.record("switch", Map.of("signal", "x"), "vector(3)");
        assertThat(signals.query("switch{signal=\"x\"}", missing::add).value()).isEqualTo(3);
        assertThat(signals.query("a unless on (service) switch{signal=\"z\"}", missing::add)
                        .value())
                .isEqualTo(6);
        assertThat(missing).isEmpty();
    }

    /** As the free memory of a GPU is by the rules: asked for once by itself, once beside a cache. */
    @Test
    void whatCannotBeKnownIsNotWhereItIsAskedForTwice() {
        values.put("cache", 0.5);
        signals.record("free", Map.of(), "unknown / total");
        signals.record("of_cache", Map.of(), "1 - (0 * free + other) or 1 - (0 * free + cache)");
        assertThat(signals.canHold("of_cache < 0.2")).isFalse();
        assertThat(signals.canHold("of_cache < 0.2 or cache")).isTrue();
        signals.record("itself", Map.of(), "cache + last_over_time(itself[1m])");
        assertThat(signals.canHold("itself > 1")).isTrue();
    }
}
