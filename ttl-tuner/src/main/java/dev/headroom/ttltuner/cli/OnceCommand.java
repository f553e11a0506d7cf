package dev.headroom.ttltuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.settings.Purpose;
import dev.headroom.ttltuner.app.TtlTunerApp;
import dev.headroom.ttltuner.config.TunerConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One decision, from the command line or from cron. */
@Command(name = "once", description = "Decides once, and prints it.", mixinStandardHelpOptions = true)
final class OnceCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(names = "--dry-run", description = "Only say what would be done; write nothing.")
    private boolean dryRun;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to watch counters in Redis; not needed with Prometheus. Default: ${DEFAULT-VALUE}.")
    private int watch;

    @Override
    public Integer call() throws InterruptedException {
        TunerConfig read = config.read(Purpose.run(warning -> {}));
        if (watch < 0) {
            throw new CommandException("--watch must not be below 0; write it like --watch 30");
        }
        Duration watching = read.source().prometheus() == null ? Duration.ofSeconds(watch) : Duration.ZERO;
        JsonNode status = TtlTunerApp.once(read, watching, dryRun);
        return StatusTable.print(status, System.out);
    }
}
