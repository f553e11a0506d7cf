package dev.headroom.receiver.cli;

import dev.headroom.receiver.config.HeadroomFile;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.demo.Demo;
import dev.headroom.settings.Purpose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Plays a day in two minutes, on simulated replicas. */
@Command(
        name = "demo",
        description = "Plays a day of real Alertmanager notifications in two minutes, on simulated replicas.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final int FASTEST = 3600;
    private static final int USUAL = 9095;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Default 127.0.0.1:9095, or any free port where another has that.")
    private @Nullable String listen;

    @Option(names = "--speed", description = "Seconds of the day played in one second; default ${DEFAULT-VALUE}.")
    private int speed = 720;

    @Option(names = "--stay", description = "Keeps serving the API after the day, until Ctrl-C.")
    private boolean stay;

    @Override
    public Integer call() throws IOException, InterruptedException {
        quietLog();
        var config = HeadroomFile.defaults(Map.of("listen", listen == null ? free(USUAL) : listen), Purpose.LOOK);
        int bounded = Math.max(1, Math.min(speed, FASTEST));
        Demo demo = Demo.start(config, PolicyFile.read(config.policy()), Instant.now(), bounded, System.out);
        Shutdown shutdown = Shutdown.closing(demo);
        play(demo, shutdown);
        if (stay) {
            System.out.println("Still serving; stop with Ctrl-C.");
            shutdown.await();
        }
        return 0;
    }

    /** The demo is to run beside a receiver, or another demo. */
    static String free(int usual) {
        try (ServerSocket socket = new ServerSocket(usual, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            return "127.0.0.1:0";
        }
    }

    /** What is told is on the same terminal as the log: only warnings then, unless the user asks for more. */
    static void quietLog() {
        if (System.getenv("HEADROOM_LOG_LEVEL") == null) {
            System.setProperty("HEADROOM_LOG_LEVEL", "WARN");
        }
    }

    private static void play(Demo demo, Shutdown shutdown) throws InterruptedException {
        try {
            demo.play();
        } catch (IllegalStateException e) {
            if (!shutdown.begun()) {
                throw e;
            }
        }
    }
}
