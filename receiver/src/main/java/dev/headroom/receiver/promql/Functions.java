package dev.headroom.receiver.promql;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The functions with what they take, a letter an argument: v an instant vector, m a range vector, s a scalar, t a text;
 * behind {@code ?} what may be left out, behind {@code *} what may be repeated. Source:
 * https://prometheus.io/docs/prometheus/latest/querying/functions/
 */
final class Functions {
    private static final Map<String, String> TAKES = Stream.of(
                    "v: abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor ln log10 log2 rad scalar sgn"
                            + " sin sinh sort sort_desc sqrt tan tanh timestamp histogram_avg histogram_count"
                            + " histogram_sum histogram_stddev histogram_stdvar",
                    "m: absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate"
                            + " last_over_time first_over_time mad_over_time max_over_time min_over_time present_over_time"
                            + " rate resets stddev_over_time stdvar_over_time sum_over_time ts_of_first_over_time"
                            + " ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time",
                    "?v: day_of_month day_of_week day_of_year days_in_month hour minute month year",
                    "s: vector",
                    ": pi time start end step range",
                    "vs: clamp_max clamp_min",
                    "vss: clamp",
                    "v?s: round",
                    "sv: histogram_quantile",
                    "ssv: histogram_fraction",
                    "vts*s: histogram_quantiles",
                    "sm: quantile_over_time",
                    "ms: predict_linear",
                    "mss: double_exponential_smoothing holt_winters",
                    "vtt*t: label_join",
                    "vtttt: label_replace",
                    "v*t: sort_by_label sort_by_label_desc",
                    "v?v: info")
            .flatMap(line -> Stream.of(
                            line.substring(line.indexOf(':') + 1).strip().split(" "))
                    .map(name -> Map.entry(name, line.substring(0, line.indexOf(':')))))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private Functions() {}

    static void check(Expr.Call call) throws PromqlException {
        String takes = TAKES.get(call.function());
        if (takes == null) {
            throw new PromqlException("there is no function " + call.function(), call.at());
        }
        int given = call.parts().size();
        String letters = takes.replaceAll("[?*]", "");
        int least = takes.replaceAll("[?*].*", "").length();
        if (given < least || (given > letters.length() && !takes.contains("*"))) {
            throw new PromqlException(
                    call.function() + " takes " + least + " arguments" + (takes.matches(".*[?*].*") ? " or more" : "")
                            + ", found " + given,
                    call.at());
        }
        for (int i = 0; i < given; i++) {
            Type.of(letters.charAt(Math.min(i, letters.length() - 1)))
                    .mustBe(call.parts().get(i), call.function());
        }
    }
}
