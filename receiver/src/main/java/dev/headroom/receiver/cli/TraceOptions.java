package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.Arrivals;
import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.RampSource;
import dev.headroom.receiver.backtest.TraceSource;
import dev.headroom.receiver.backtest.trace.Ramp;
import dev.headroom.receiver.backtest.trace.Shape;
import dev.headroom.receiver.backtest.trace.Speed;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which requests come, and when. */
final class TraceOptions {

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description =
                    "CSV with the columns timestamp, context_tokens and generated_tokens, or timestamp and seconds.")
    private @Nullable Path trace;

    @Option(
            names = "--ramp",
            paramLabel = "STAGES",
            description = {
                "Instead of a trace: made requests, so many a second for so long, one stage after the other, like 2:5m,10:90s;",
                "at noon."
            })
    private @Nullable String ramp;

    @Option(
            names = "--tokens",
            paramLabel = "PROMPT,ANSWER",
            description = "Tokens of a request of --ramp, give or take a tenth; default ${DEFAULT-VALUE}.")
    private String tokens = "4000,1000";

    @Option(
            names = "--from-store",
            paramLabel = "FILE",
            description = {
                "Instead of a trace: the alerts that a receiver heard, from its SQLite store. What is decided",
                "changes nothing of them, and no request is modelled."
            })
    private @Nullable Path store;

    @Option(names = "--day", description = "Makes a day of the trace's first hour.")
    private boolean day;

    @Option(
            names = "--shape",
            paramLabel = "SHARES",
            description = "How much of the hour comes in each hour of the day, with commas between.")
    private @Nullable String shape;

    @Option(
            names = "--scale",
            paramLabel = "TIMES",
            description = "So many times the requests; default ${DEFAULT-VALUE}.")
    private double scale = 1;

    @Option(
            names = "--seed",
            description = "Of chance in --day, --scale, --ramp and --closed-loop; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "NUMBER",
            description = {
                "Plays so many seeds, from --seed on, and tells the means, the least and the most: what is chance;",
                "default ${DEFAULT-VALUE}."
            })
    private int seeds = 1;

    @Option(
            names = "--prefill",
            paramLabel = "TOKENS",
            description = "Context tokens a second; default ${DEFAULT-VALUE}.")
    private double prefill = Speed.DEFAULT.prefill();

    @Option(
            names = "--decode",
            paramLabel = "TOKENS",
            description = "Generated tokens a second; default ${DEFAULT-VALUE}.")
    private double decode = Speed.DEFAULT.decode();

    /** The file that --trace names, if any. */
    @Nullable
    Path file() {
        return trace;
    }

    /** The file that --from-store names, if any. */
    @Nullable
    Path heard() {
        return store;
    }

    @Nullable
    Path store() {
        if (store != null && trace != null) {
            throw new BacktestException(
                    "--from-store and --trace: one of them must be named, found both; leave one out");
        }
        return store;
    }

    Arrivals source() {
        if (ramp != null) {
            return made(ramp);
        }
        Path file = trace;
        if (file == null) {
            throw new BacktestException(
                    "which trace? name one with --trace FILE; docs/backtest.md says where to get one");
        }
        Shape shaped = new Shape(
                shape == null ? Shape.USUAL_DAY : Shape.parse(shape),
                Checked.within("--scale", scale, 0.001, 1000),
                seed);
        return new TraceSource(file, speed(), shaped, day || shape != null);
    }

    /** How many times the requests of a past, and by which chance. */
    Shape times() {
        if (ramp != null || day || shape != null) {
            throw new BacktestException(
                    "--closed-loop: must be without --ramp, --day and --shape, found one of them; leave it out");
        }
        return new Shape(Shape.USUAL_DAY, Checked.within("--scale", scale, 0.001, 1000), seed);
    }

    /** How many seeds are played. */
    int seeds() {
        return (int) Checked.within("--seeds", seeds, 1, 1000);
    }

    private Arrivals made(String stages) {
        if (trace != null || day || shape != null || scale != 1) {
            throw new BacktestException(
                    "--ramp: must be alone, found --trace, --day, --shape or --scale; leave one out");
        }
        double[] each = RampOption.tokens(tokens);
        return new RampSource(stages, new Ramp(RampOption.stages(stages), each[0], each[1], seed), speed());
    }

    Speed speed() {
        return new Speed(Checked.within("--prefill", prefill, 1, 1e9), Checked.within("--decode", decode, 0.1, 1e9));
    }
}
