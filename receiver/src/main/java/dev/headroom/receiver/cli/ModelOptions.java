package dev.headroom.receiver.cli;

import dev.headroom.receiver.backtest.Backtest;
import dev.headroom.receiver.backtest.BacktestException;
import dev.headroom.receiver.backtest.candidate.Settings;
import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import dev.headroom.receiver.backtest.model.Work;
import dev.headroom.receiver.backtest.trace.Speed;
import dev.headroom.settings.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the service is modelled. */
final class ModelOptions {

    private static final int DAY = 86_400;

    @Option(
            names = "--slots",
            description =
                    "Requests that a replica works on at once; default what a past tells of llm_task_slots, else 4.")
    private @Nullable Integer slots;

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
            description = {
                "Within which a request should begin; default 2s. With --kv-tokens also ttft<TIME and tpot<TIME, to the first",
                "token and from one to the next; may be repeated."
            })
    private List<String> objective = List.of("2s");

    @Option(
            names = "--kv-tokens",
            paramLabel = "TOKENS",
            description = {
                "Replicas batch: each has memory for so many tokens, reads one prompt after the other, and gives all requests",
                "of its batch a token at a time, at most --slots of them."
            })
    private @Nullable Double kvTokens;

    @Option(
            names = "--batch-half",
            paramLabel = "REQUESTS",
            description =
                    "So many more requests in the batch halve the tokens a second of each; default ${DEFAULT-VALUE}.")
    private double batchHalf = 50;

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

    /**
     * The model.
     *
     * @param told slots of a replica, where a past tells them
     */
    Backtest.Model model(Speed speed, OptionalInt told) {
        return new Backtest.Model(
                work(speed, slots == null ? told.orElse(Settings.SLOTS) : slots),
                gpuBusy,
                Checked.within("--give-up", seconds("--give-up", giveUp), 0.001, DAY),
                ObjectiveOption.parse(objective, kvTokens != null),
                (int) Checked.within("--sample", seconds("--sample", sample), 1, DAY),
                signals);
    }

    private Work work(Speed speed, int atOnce) {
        int most = (int) Checked.within("--slots", atOnce, 1, 10_000);
        return kvTokens == null
                ? new Work.Slots(most)
                : new Work.Batching(
                        most,
                        speed.prefill(),
                        speed.decode(),
                        Checked.within("--batch-half", batchHalf, 0.1, 1e6),
                        Checked.within("--kv-tokens", kvTokens, 1, 1e12));
    }

    private static double seconds(String option, String text) {
        return Quantity.duration(text)
                .map(Duration::toMillis)
                .map(millis -> millis / 1e3)
                .orElseThrow(() -> new BacktestException(
                        option + ": must be a duration, found \"" + text + "\"; write it like 15s or 500ms"));
    }
}
