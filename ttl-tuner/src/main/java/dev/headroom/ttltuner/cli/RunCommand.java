package dev.headroom.ttltuner.cli;

import dev.headroom.settings.Purpose;
import dev.headroom.ttltuner.app.TtlTunerApp;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the tuner until it is told to stop. */
@Command(name = "run", description = "Runs the tuner.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Override
    public Integer call() throws InterruptedException {
        TtlTunerApp tuner = TtlTunerApp.start(config.read(Purpose.run(warning -> LOG.warn("{}", warning))));
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(tuner, stopped), "shutdown"));
        stopped.await();
        return 0;
    }

    private static void stop(TtlTunerApp tuner, CountDownLatch stopped) {
        try {
            tuner.close();
        } catch (InterruptedException | RuntimeException e) {
            System.err.println("headroom ttl: the stop was not clean: " + e.getMessage());
        } finally {
            stopped.countDown();
        }
    }
}
