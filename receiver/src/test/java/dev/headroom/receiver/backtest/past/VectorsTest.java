package dev.headroom.receiver.backtest.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.clients.prometheus.Points;
import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.PromqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thresholds and guards over signals that were told, as Prometheus understands them. */
class VectorsTest {

    private static final Map<String, List<Series>> TOLD = Map.of(
            "queue", List.of(series("a", "x", 60), series("b", "y", 40), series("c", "z", Double.NaN)),
            "load", List.of(series("a", "1", 0.5), series("b", "2", 0.7)),
            "silent", List.of(new Series(Map.of("service", "a"), 1)));

    private static Series series(String service, String job, double value) {
        Series series = new Series(Map.of("service", service, "job", job, "__name__", "any"), 1);
        series.add(new Points(Map.of(), new int[] {0}, new double[] {value}), 0);
        return series;
    }

    private static Expr parse(String text) {
        try {
            return Expr.parse(text);
        } catch (PromqlException e) {
            throw new AssertionError(text, e);
        }
    }

    private static String there(String text) {
        Vector vector = Vectors.of(parse(text), signal -> TOLD.getOrDefault(signal.text(), List.of()));
        List<String> there = new ArrayList<>();
        for (int i = 0; i < vector.labels().size(); i++) {
            if (vector.has(i, 0)) {
                there.add(vector.labels().get(i).get("service") + "=" + vector.value(i, 0));
            }
        }
        return String.join(" ", there);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queue > 50                                       | a=60.0",
                "50 > queue                                       | b=40.0",
                "queue >= 40 <= 60                                | a=60.0 b=40.0",
                "queue != 60                                      | b=40.0 c=NaN",
                "queue > -1                                       | a=60.0 b=40.0",
                "queue > 10 and on (service) load < 0.6           | a=60.0",
                "queue > 10 and load                              | ''",
                "queue > 10 and ignoring (job) load               | a=60.0 b=40.0",
                "queue > 10 unless on (service) load < 0.6        | b=40.0",
                "queue > 10 and on () load > 0.65                 | a=60.0 b=40.0",
                "queue > 50 or on (service) load                  | a=60.0 b=0.7",
                "queue or silent                                  | a=60.0 b=40.0 c=NaN",
                "queue > 50 and on (service) silent               | ''",
                "queue > 50 unless on (service) silent            | a=60.0",
                "nothing > 5                                      | ''",
            })
    void asPrometheusHasIt(String text, String there) {
        assertThat(there(text)).isEqualTo(there);
    }

    @Test
    void whatIsAskedForKnowsNoThreshold() {
        Stream<Expr> signals = Vectors.signals(
                parse("rate(x[5m]) > 5 and on (a) (y == bool 1) or z / 2 < -3 unless time() > vector(5)"));
        assertThat(signals.map(Expr::text))
                .containsExactly("rate(x[300s])", "y == bool 1", "z / 2", "time() > vector(5)");
    }
}
