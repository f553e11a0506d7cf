package dev.headroom.receiver.app;

import dev.headroom.receiver.alertmanager.AlertmanagerPoll;
import dev.headroom.receiver.loop.Loop;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done beside the evaluations: asking Alertmanager, forgetting what is old, letting go of what left the policy. */
final class Chores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);
    private static final Duration COMPACT_EVERY = Duration.ofMinutes(10);
    private static final Duration LET_GO_EVERY = Duration.ofSeconds(10);

    private final BooleanSupplier lettingGo;
    private final Consumer<Duration> compaction;
    private final @Nullable AlertmanagerPoll poll;
    private final Duration pollInterval;
    private final Duration history;
    private final Duration letGoEvery;
    private volatile boolean hasLetGo;
    private final Loop loop = new Loop("chores", e -> LOG.error("a chore failed; it is tried again", e));

    /**
     * Asks each {@code pollInterval}; forgets decisions and ended actions that are older than {@code history}.
     *
     * @param lettingGo tells whether nothing is left; asked until then
     */
    Chores(
            BooleanSupplier lettingGo,
            Consumer<Duration> compaction,
            @Nullable AlertmanagerPoll poll,
            Duration pollInterval,
            Duration history) {
        this(lettingGo, compaction, poll, pollInterval, history, LET_GO_EVERY);
    }

    Chores(
            BooleanSupplier lettingGo,
            Consumer<Duration> compaction,
            @Nullable AlertmanagerPoll poll,
            Duration pollInterval,
            Duration history,
            Duration letGoEvery) {
        this.lettingGo = lettingGo;
        this.compaction = compaction;
        this.poll = poll;
        this.pollInterval = pollInterval;
        this.history = history;
        this.letGoEvery = letGoEvery;
    }

    void start() {
        if (poll != null) {
            loop.every(Duration.ZERO, pollInterval, poll);
        }
        loop.every(COMPACT_EVERY, COMPACT_EVERY, this::compact);
        loop.every(Duration.ZERO, letGoEvery, this::letGo);
        QuietCollection.here().ifPresent(each -> loop.every(QuietCollection.EVERY, QuietCollection.EVERY, each));
    }

    /** Another policy comes into force, which may let go of more. */
    void policyTaken() {
        hasLetGo = false;
    }

    private void compact() {
        try {
            compaction.accept(history);
        } catch (RuntimeException e) {
            LOG.warn("old history could not be removed: {}", e.getMessage());
        }
    }

    private void letGo() {
        if (!hasLetGo) {
            hasLetGo = true; // before it is asked: another policy that comes meanwhile has it asked again
            if (!lettingGo.getAsBoolean()) {
                hasLetGo = false;
            }
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
