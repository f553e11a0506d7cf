package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.Backtest;
import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import dev.headroom.settings.Quantity;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Option;

/** How the service is modelled. */
final class ModelOptions {

    private static final int DAY = 86_400;

    @Option(names = "--slots", description = "Requests that a replica works on at once; default ${DEFAULT-VALUE}.")
    private int slots = Settings.SLOTS;

    @Option(
            names = "--gpu-busy",
            paramLabel = "WHEN",
            description = {
                "What of a GPU's time counts as busy: any, all in which a request is worked on, as NVML and DCGM tell it;",
                "or slots, as much as the share of its slots. Default any."
            })
    private GpuBusy gpuBusy = GpuBusy.ANY;

    @Option(
            names = "--give-up",
            paramLabel = "TIME",
            description = "A request that still waits after this has failed; default ${DEFAULT-VALUE}.")
    private String giveUp = "30s";

    @Option(
            names = "--objective",
            paramLabel = "TIME",
            description = "Within which a request should begin; default ${DEFAULT-VALUE}.")
    private String objective = "2s";

    @Option(
            names = "--sample",
            paramLabel = "TIME",
            description = "Between two samples of signals; default ${DEFAULT-VALUE}.")
    private String sample = "15s";

    @Option(
            names = "--signal",
            paramLabel = "NAME=VALUE",
            description = "A signal that the model knows nothing of, with the value that it always has.")
    private Map<String, Double> signals = Map.of();

    Backtest.Model model() {
        return new Backtest.Model(
                (int) Checked.within("--slots", slots, 1, 10_000),
                gpuBusy,
                Checked.within("--give-up", seconds("--give-up", giveUp), 0.001, DAY),
                Checked.within("--objective", seconds("--objective", objective), 0, DAY),
                (int) Checked.within("--sample", seconds("--sample", sample), 1, DAY),
                signals);
    }

    private static double seconds(String option, String text) {
        return Quantity.duration(text)
                .map(Duration::toMillis)
                .map(millis -> millis / 1e3)
                .orElseThrow(() -> new BacktestException(
                        option + ": must be a duration, found \"" + text + "\"; write it like 15s or 500ms"));
    }
}
