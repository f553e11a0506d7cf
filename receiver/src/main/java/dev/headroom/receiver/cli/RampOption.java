package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.trace.Ramp.Stage;
import dev.headroom.settings.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code --ramp} and {@code --tokens}. */
final class RampOption {

    private static final Pattern STAGE = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?):([0-9a-z]+)");
    private static final Pattern TOKENS = Pattern.compile("([0-9]{1,7}),([0-9]{1,7})");
    private static final double MOST = 5_000_000;

    private RampOption() {}

    /** Stages like {@code 2:5m,4:330s}. */
    static List<Stage> stages(String text) {
        List<Stage> stages = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher form = STAGE.matcher(part.strip());
            double seconds = form.matches()
                    ? Quantity.duration(form.group(2)).map(Duration::toMillis).orElse(0L) / 1e3
                    : 0;
            if (seconds == 0) {
                throw new BacktestException("--ramp: must be requests a second and for how long, found \""
                        + part.strip() + "\"; write it like 2:5m,10:90s");
            }
            stages.add(new Stage(Double.parseDouble(form.group(1)), seconds));
        }
        double requests = stages.stream()
                .mapToDouble(stage -> stage.rate() * stage.seconds())
                .sum();
        if (requests < 1 || requests > MOST) {
            throw new BacktestException(String.format(
                    "--ramp: must bring 1 to %.0f requests, found %.0f; change rates or times", MOST, requests));
        }
        return stages;
    }

    /** Tokens of prompt and answer, like {@code 4000,1000}. */
    static double[] tokens(String text) {
        Matcher form = TOKENS.matcher(text.strip());
        if (!form.matches()) {
            throw new BacktestException("--tokens: must be those of a prompt and of an answer, found \"" + text
                    + "\"; write it like 4000,1000");
        }
        return new double[] {Double.parseDouble(form.group(1)), Double.parseDouble(form.group(2))};
    }
}
