package dev.headroom.ttltuner.cli;

import dev.headroom.ttltuner.app.TtlTunerApp;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the tuner until it is told to stop. */
@Command(name = "run", description = "Runs the tuner.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Override
    public Integer call() throws InterruptedException {
        Shutdown.closing(TtlTunerApp.start(config.read())).await();
        return 0;
    }
}
