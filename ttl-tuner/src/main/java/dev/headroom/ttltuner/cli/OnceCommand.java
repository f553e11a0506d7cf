package dev.headroom.ttltuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.settings.Purpose;
import dev.headroom.settings.Quantity;
import dev.headroom.ttltuner.app.TtlTunerApp;
import dev.headroom.ttltuner.config.TunerConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** One decision, from the command line or from cron. */
@Command(name = "once", description = "Decides once, and prints it.", mixinStandardHelpOptions = true)
final class OnceCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(names = "--dry-run", description = "Only say what would be done; write nothing.")
    private boolean dryRun;

    @Option(
            names = "--watch",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = Watching.class,
            description = {
                "How long to watch counters in Redis, like 30s or 2m; a number alone is seconds.",
                "Not needed with Prometheus. Default: ${DEFAULT-VALUE}."
            })
    private Duration watch = Duration.ZERO;

    /** What picocli reads a duration with. */
    static final class Watching implements ITypeConverter<Duration> {
        private static final Duration LONGEST = Duration.ofDays(1);

        @Override
        public Duration convert(String text) {
            return Quantity.duration(text.matches("[0-9]{1,5}") ? text + "s" : text, Duration.ZERO, LONGEST)
                    .orElseThrow(() -> new TypeConversionException(
                            "must be a duration of at most a day, found \"" + text + "\"; write it like 30s"));
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        TunerConfig read = config.read(Purpose.run(warning -> {}));
        Duration watching = read.source().prometheus() == null ? watch : Duration.ZERO;
        JsonNode status = TtlTunerApp.once(read, watching, dryRun);
        return StatusTable.print(status, System.out);
    }
}
