package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.TraceSource;
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

    @Option(names = "--seed", description = "Of chance in --day and --scale; default ${DEFAULT-VALUE}.")
    private long seed = 1;

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

    TraceSource source() {
        Path file = trace;
        if (file == null) {
            throw new BacktestException(
                    "which trace? name one with --trace FILE; docs/backtest.md says where to get one");
        }
        Shape shaped = new Shape(
                shape == null ? Shape.USUAL_DAY : Shape.parse(shape),
                Checked.within("--scale", scale, 0.001, 1000),
                seed);
        Speed speed =
                new Speed(Checked.within("--prefill", prefill, 1, 1e9), Checked.within("--decode", decode, 0.1, 1e9));
        return new TraceSource(file, speed, shaped, day || shape != null);
    }
}
