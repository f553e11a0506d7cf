package dev.headroom.receiver.app;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import dev.headroom.receiver.kubernetes.Right;
import dev.headroom.receiver.loop.Loop;
import dev.headroom.receiver.web.Check;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the cluster whether it allows all that the receiver may come to do: at the start, and from time to time, for rights are
 * given and taken while it runs.
 */
final class RightsCheck implements Supplier<Check>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RightsCheck.class);
    private static final Duration WHEN_GIVEN = Duration.ofMinutes(1);
    private static final Duration WHEN_NOT = Duration.ofSeconds(15);

    private final Cluster cluster;
    private final Supplier<List<Right>> wanted;
    private final Consumer<List<Right>> lacking;
    private final Loop loop = new Loop("rights", this::failed);
    private volatile Check check = new Check("rights", false, "not asked for yet");

    /**
     * Asks nothing yet.
     *
     * @param cluster closed with it
     * @param wanted what it takes now
     * @param lacking hears each time what of it is missing
     */
    RightsCheck(Cluster cluster, Supplier<List<Right>> wanted, Consumer<List<Right>> lacking) {
        this.cluster = cluster;
        this.wanted = wanted;
        this.lacking = lacking;
    }

    void start() {
        loop.once(Duration.ZERO, this::ask);
    }

    @Override
    public Check get() {
        return check;
    }

    private void ask() {
        Check before = check;
        check = asked();
        if (!check.ok() && !check.detail().equals(before.detail())) {
            LOG.warn("{}", check.detail());
        } else if (check.ok() && !before.ok()) {
            LOG.info("the cluster allows all that is needed");
        }
        loop.once(check.ok() ? WHEN_GIVEN : WHEN_NOT, this::ask);
    }

    private void failed(Throwable thrown) {
        LOG.error("the cluster could not be asked for rights; it is tried again", thrown);
        check = new Check("rights", false, thrown.toString());
        loop.once(WHEN_NOT, this::ask);
    }

    private Check asked() {
        try {
            List<Right> all = wanted.get();
            List<Right> missing = Right.missing(cluster, all);
            lacking.accept(missing);
            return new Check("rights", missing.isEmpty(), Right.lacking(missing, all));
        } catch (ClusterException e) {
            return new Check("rights", false, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        loop.close();
        cluster.close();
    }
}
