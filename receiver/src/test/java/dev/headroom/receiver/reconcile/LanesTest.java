package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.hook.simulated.SimulatedHooks;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.store.StoreException;
import dev.headroom.receiver.store.memory.InMemoryStore;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.time.Timepiece;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Many services: those that hang stop no other, and those that do not need few threads. */
@Timeout(60)
class LanesTest {
    private static final int HANGING = 200;
    private static final int SERVICES = 400;
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    private Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean starts;

    private ScalingPolicy policy() throws IOException {
        StringBuilder text = new StringBuilder("version: 1\nservices:\n");
        for (int i = 0; i < SERVICES; i++) {
            text.append("  s%03d: {min_replicas: 1, max_replicas: 2, triggers: {cpu: {cooldown: 1m}}}\n".formatted(i));
        }
        return PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), text));
    }

    private Lanes lanes(int hanging) {
        InMemoryStore store = new InMemoryStore(new AlertLifecycle(Duration.ofHours(7), null));
        return new Lanes(new Ports(
                store, new Target(hanging), new SimulatedHooks(), Timepiece.steady(() -> NOW), Duration.ofMinutes(1)));
    }

    private static long seen(Lanes lanes) {
        return IntStream.range(0, SERVICES)
                .filter(i -> lanes.settled("s%03d".formatted(i)).isPresent())
                .count();
    }

    @Test
    void whatHangsStopsNoOther() throws IOException {
        ScalingPolicy policy = policy();
        Lanes lanes = lanes(HANGING);
        for (int pass = 0; pass < 5; pass++) {
            lanes.run(policy.services().values(), service -> {}, Duration.ofMillis(500));
        }
        assertThat(seen(lanes)).isEqualTo(SERVICES - HANGING);
        end.countDown();
        lanes.run(policy.services().values(), service -> {}, Duration.ofSeconds(10));
        lanes.run(policy.services().values(), service -> {}, Duration.ofSeconds(10));
        assertThat(seen(lanes)).isEqualTo(SERVICES);
        lanes.close();
    }

    @Test
    void aLookAtManyTakesFewThreads() throws IOException {
        Lanes lanes = lanes(0);
        lanes.run(policy().services().values(), service -> {}, Duration.ofSeconds(10));
        assertThat(seen(lanes)).isEqualTo(SERVICES);
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("lane"))
                        .count())
                .isLessThan(100);
        lanes.close();
    }

    @Test
    void aFailureThatLastsIsToldOnceAndAgainWhenItComesBack() throws IOException {
        ScalingPolicy policy = policy();
        Lanes lanes = lanes(0);
        Logger logger = (Logger) LoggerFactory.getLogger(Lanes.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            for (boolean fails : List.of(true, true, true, false, true, true)) {
                lanes.run(
                        policy.services().values(),
                        service -> {
                            if (fails) {
                                throw new StoreException("no room on the disk");
                            }
                        },
                        Duration.ofSeconds(20));
            }
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "a lane failed; it goes on at the next evaluation: no room on the disk",
                        "a lane failed; it goes on at the next evaluation: no room on the disk");
        lanes.close();
    }

    @Test
    void whatWillBeToldInAMomentIsAwaited() throws IOException, InterruptedException {
        Lanes lanes = lanes(0);
        assertThat(lanes.awaitsFirstLook("s000")).as("nobody has looked").isFalse();
        starts = true;
        lanes.run(policy().services().values(), service -> {}, Duration.ofSeconds(20));
        assertThat(lanes.awaitsFirstLook("s000")).isTrue();
        starts = false;
        Thread order = new Thread(() -> lanes.awaitFirstLook("s000"));
        order.start();
        lanes.run(policy().services().values(), service -> {}, Duration.ofSeconds(20));
        order.join();
        assertThat(lanes.awaitsFirstLook("s000")).isFalse();
        assertThat(lanes.known("s000")).isPresent();
        lanes.close();
    }

    /** The first services hang until the end of the test. */
    private final class Target implements ScalingTarget {
        private final int hanging;

        Target(int hanging) {
            this.hanging = hanging;
        }

        @Override
        public Observation observe(ServicePolicy service) throws TargetException {
            if (starts) {
                throw new TargetException(TargetException.Kind.NOT_YET, "the pods are looked at for the first time");
            }
            if (Integer.parseInt(service.name().substring(1)) < hanging) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return new Observation(1, List.of());
        }

        @Override
        public List<String> scaleTo(ServicePolicy service, int replicas, Set<String> kept) {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
