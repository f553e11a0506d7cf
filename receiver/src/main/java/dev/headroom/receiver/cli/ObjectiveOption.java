package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.model.Objective;
import dev.headroom.settings.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code --objective}: {@code 2s}, or {@code ttft<3s} and {@code tpot<100ms}. */
final class ObjectiveOption {

    private static final Pattern FORM = Pattern.compile("(?:(ttft|tpot) *< *)?(.+)");
    private static final int DAY = 86_400;

    private ObjectiveOption() {}

    /** @param batches whether it is modelled when tokens come */
    static Objective parse(List<String> texts, boolean batches) {
        double begin = Double.POSITIVE_INFINITY;
        double ttft = Double.POSITIVE_INFINITY;
        double tpot = Double.POSITIVE_INFINITY;
        for (String text : texts) {
            Matcher form = FORM.matcher(text.strip());
            if (!form.matches()) {
                throw wrong(text);
            }
            double seconds = Checked.within("--objective", seconds(form.group(2), text), 0, DAY);
            String what = form.group(1);
            begin = what == null ? seconds : begin;
            ttft = "ttft".equals(what) ? seconds : ttft;
            tpot = "tpot".equals(what) ? seconds : tpot;
        }
        boolean streams = Math.min(ttft, tpot) < Double.POSITIVE_INFINITY;
        if (streams && begin < Double.POSITIVE_INFINITY) {
            throw new BacktestException(
                    "--objective: must be a time to begin in, or ttft and tpot, found both; leave one out");
        }
        if (streams && !batches) {
            throw new BacktestException("--objective: ttft and tpot must come with --kv-tokens, found none;"
                    + " add it, for when tokens come is known of replicas that batch alone");
        }
        return streams ? new Objective.Stream(ttft, tpot) : new Objective.Begin(begin);
    }

    private static double seconds(String duration, String text) {
        return Quantity.duration(duration).map(Duration::toMillis).orElseThrow(() -> wrong(text)) / 1e3;
    }

    private static BacktestException wrong(String text) {
        return new BacktestException("--objective: must be a duration, or ttft or tpot with <, found \"" + text
                + "\"; write it like 2s, ttft<3s or tpot<100ms");
    }
}
