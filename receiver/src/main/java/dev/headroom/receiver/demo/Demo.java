package dev.headroom.receiver.demo;

import dev.headroom.receiver.app.Receiver;
import dev.headroom.receiver.app.Setup;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.StoreSpec;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.HeadroomConfig.Timing;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.time.Timepiece;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A whole receiver with simulated replicas and a fast clock, and a day that is played to it over HTTP. */
public final class Demo implements AutoCloseable {

    private static final Duration REPLICA_STARTS_IN = Duration.ofSeconds(90);
    private static final Duration EVALUATE_EVERY = Duration.ofMillis(20);

    /** Generous, because the day must not depend on how busy the machine is. */
    private static final Duration PATIENCE = Duration.ofHours(2);

    private final Receiver receiver;
    private final Player player;
    private final Tally tally;
    private final Path folder;
    private final PrintStream out;

    private Demo(Receiver receiver, Player player, Tally tally, Path folder, PrintStream out) {
        this.receiver = receiver;
        this.player = player;
        this.tally = tally;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Starts the receiver; the day begins with {@link #play()}.
     *
     * @param base the configuration, of which the address is kept
     * @param today any instant of the day that is played
     * @param speed seconds of the day in one second
     */
    public static Demo start(HeadroomConfig base, ScalingPolicy policy, Instant today, int speed, PrintStream out)
            throws IOException {
        ZoneId zone = policy.schedule().zone();
        Instant midnight = today.atZone(zone).truncatedTo(ChronoUnit.DAYS).toInstant();
        SteppedClock clock = new SteppedClock(midnight.plus(Day.BEGINS), speed);
        Path folder = Files.createTempDirectory("headroom-demo");
        Tally tally = new Tally(policy);
        Narrator narrator = new Narrator(out, zone, tally);
        Receiver receiver = receiver(
                new Setup(
                        config(base, folder),
                        policy,
                        Timepiece.steady(clock),
                        narrator,
                        PATIENCE,
                        null,
                        Setup.Found.NOTHING),
                folder);
        URI webhook = URI.create("http://127.0.0.1:" + receiver.port() + "/webhook");
        out.println("Headroom demo: a day at " + speed + " times its speed, receiver on 127.0.0.1:" + receiver.port()
                + ", simulated replicas, the shipped policy.");
        out.println("Its page shows the same: http://127.0.0.1:" + receiver.port() + "/");
        out.println("^ scales up, v scales down, - refuses; times are those of the day, in " + zone + ".");
        Player player = new Player(
                new Notifications(webhook),
                clock,
                midnight,
                scene -> narrator.scene(scene, midnight),
                narrator::awaitJudgement);
        return new Demo(receiver, player, tally, folder, out);
    }

    /** Plays the day and prints what came of it. */
    public void play() throws InterruptedException {
        player.play(Day.scenes());
        tally.print(out);
    }

    private static HeadroomConfig config(HeadroomConfig base, Path folder) {
        return new HeadroomConfig(
                base.listen(),
                base.policy(),
                new StoreSpec.Sqlite(folder.resolve("headroom.db")),
                new TargetSpec.Simulated(REPLICA_STARTS_IN),
                null,
                null,
                base.gpu(),
                Map.of(),
                Map.of(),
                base.watchdog(),
                new Timing(EVALUATE_EVERY, PATIENCE, PATIENCE, base.timing().history()),
                null,
                null);
    }

    /** Leaves nothing behind where it cannot start. */
    private static Receiver receiver(Setup setup, Path folder) throws IOException {
        try {
            return Receiver.start(setup);
        } catch (RuntimeException e) {
            remove(folder);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        receiver.close();
        remove(folder);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
