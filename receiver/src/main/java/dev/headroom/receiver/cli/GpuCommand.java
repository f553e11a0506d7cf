package dev.headroom.receiver.cli;

import dev.headroom.receiver.app.Gpus;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuProbe;
import dev.headroom.receiver.gpu.GpuSnapshot;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows GPU memory (spec 2.1, monitor_gpu_vram.py). */
@Command(
        name = "gpu",
        description = {
            "Shows the memory of every GPU: of this machine by NVML, or as gpu.source says.",
            "Ends with 1 where one has less than 20 %% free, with 2 where they cannot be read."
        },
        mixinStandardHelpOptions = true)
final class GpuCommand implements Callable<Integer> {

    private static final int LOW = 1;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(names = "--once", description = "Shows it once and ends; else again and again until Ctrl-C.")
    private boolean once;

    @Option(names = "--json", description = "Prints JSON, a line a reading.")
    private boolean json;

    @Option(names = "--every", paramLabel = "SECONDS", description = "Between two readings; default ${DEFAULT-VALUE}.")
    private int every = 2;

    @Override
    public Integer call() throws InterruptedException {
        HeadroomConfig read = config.read();
        try (GpuProbe probe = Gpus.probe(read, InstantSource.system())) {
            int code = show(probe);
            while (!once) {
                TimeUnit.SECONDS.sleep(Math.max(1, every));
                code = show(probe);
            }
            return code;
        }
    }

    private int show(GpuProbe probe) {
        try {
            GpuSnapshot snapshot = probe.read();
            if (!once && !json) {
                System.out.print(Frame.start());
            }
            System.out.println(json ? GpuText.json(snapshot) : GpuText.table(snapshot, Ansi.AUTO));
            boolean low = snapshot.gpus().stream().anyMatch(Gpu::low);
            return low || !snapshot.faults().isEmpty() ? LOW : 0;
        } catch (GpuException e) {
            if (once) {
                throw new ApiException(Main.USAGE, String.valueOf(e.getMessage()));
            }
            System.err.println("headroom: " + e.getMessage());
            return Main.USAGE;
        }
    }
}
