package dev.headroom.receiver.app;

import static java.util.stream.Collectors.joining;

import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.config.HeadroomConfig.TargetSpec;
import dev.headroom.receiver.config.Origin;
import dev.headroom.receiver.loop.Loop;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.web.Check;
import dev.headroom.receiver.web.Reload;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Problem;
import dev.headroom.settings.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the policy that is in its file now: when it is asked to, and when the file has changed. What is taken is what a start
 * would take; whatever a start would refuse leaves the policy of before in force.
 */
final class Reloading implements Reload, Supplier<Check>, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    /** A file that is being written is the same at two looks only when it is whole. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private final Origin origin;
    private final HeadroomConfig running;
    private final InForce policies;
    private final InstantSource clock;
    private final Map<String, String> started;
    private final Loop loop =
            new Loop("reload", e -> LOG.error("the files could not be looked at; it is tried again", e));
    private volatile Outcome latest = new Outcome(List.of(), List.of());
    private volatile String open = "";
    private volatile Instant succeeded;
    private @Nullable String seen;
    private String tried;

    /** The policy in force. */
    interface InForce {
        ScalingPolicy policy();

        /** Exchanges it. */
        void take(ScalingPolicy next);
    }

    /** @param setup that the receiver was started with */
    Reloading(Origin origin, Setup setup, InForce policies, InstantSource clock) {
        this.origin = origin;
        this.running = setup.config();
        this.policies = policies;
        this.clock = clock;
        this.started = setup.found().written();
        this.tried = setup.found().content();
        this.succeeded = clock.instant();
    }

    void start() {
        loop.every(LOOK_EVERY, LOOK_EVERY, this::look);
    }

    /** Takes the files where they have changed, and are not being written. */
    synchronized void look() {
        String now = content();
        if (now.equals(seen) && (!now.equals(tried) || !latest.taken())) {
            reload(false);
        }
        seen = now;
    }

    @Override
    public synchronized Outcome reload() {
        return reload(true);
    }

    /** Whether the latest one succeeded. */
    boolean successful() {
        return latest.taken();
    }

    /** When the latest one that succeeded did; the start counts as one. */
    Instant succeeded() {
        return succeeded;
    }

    @Override
    public Check get() {
        Outcome outcome = latest;
        String restart = outcome.restart().isEmpty()
                ? ""
                : "a restart is needed for " + String.join(", ", outcome.restart()) + " of " + origin.file();
        return outcome.taken()
                ? new Check("configuration", true, restart)
                : new Check("configuration", false, "the policy of before stays in force: " + open);
    }

    private Outcome reload(boolean asked) {
        tried = content();
        List<Problem> problems = new ArrayList<>();
        HeadroomConfig config = read(() -> origin.config(Purpose.run(warning -> {})), problems);
        ScalingPolicy policy = read(() -> origin.policy(running.policy()), problems);
        Set<String> mistakes = new LinkedHashSet<>();
        if (config != null && policy != null) {
            mistakes.addAll(Agreement.mistakes(config, policy));
            mistakes.addAll(shared(policy));
        }
        open = Stream.concat(problems.stream().map(Problem::withoutValue), mistakes.stream())
                .collect(joining("; "));
        problems.forEach(problem -> mistakes.add(problem.toString()));
        Outcome before = latest;
        latest = new Outcome(List.copyOf(mistakes), config == null ? before.restart() : changedKeys());
        if (policy != null && latest.taken()) {
            take(policy, asked);
        } else if (asked || !latest.mistakes().equals(before.mistakes())) {
            LOG.error("the policy of before stays in force:\n{}", String.join("\n", mistakes));
        }
        if (!latest.restart().isEmpty() && !latest.restart().equals(before.restart())) {
            LOG.warn("a restart is needed for {} of {}", String.join(", ", latest.restart()), origin.file());
        }
        return latest;
    }

    private void take(ScalingPolicy policy, boolean asked) {
        boolean same = policy.equals(policies.policy());
        if (!same) {
            policies.take(policy);
        }
        succeeded = clock.instant();
        if (!same) {
            LOG.info(
                    "the policy {} is in force; it names {}",
                    running.policy(),
                    String.join(", ", policy.services().keySet()));
        } else if (asked) {
            LOG.info("the policy {} was read again; it says what it said before", running.policy());
        }
    }

    /** Where a workload is still what it was at the start, and would run two services now. */
    private List<String> shared(ScalingPolicy policy) {
        return running.target() instanceof TargetSpec.Kubernetes kubernetes
                ? Workloads.shared(policy, running.policy(), kubernetes)
                : List.of();
    }

    private List<String> changedKeys() {
        Map<String, String> now = origin.written();
        Set<String> keys = new TreeSet<>(started.keySet());
        keys.addAll(now.keySet());
        keys.removeIf(key -> Objects.equals(started.get(key), now.get(key)));
        return List.copyOf(keys);
    }

    private static <T> @Nullable T read(Supplier<T> file, List<Problem> problems) {
        try {
            return file.get();
        } catch (ConfigException e) {
            problems.addAll(e.problems());
            return null;
        }
    }

    private String content() {
        return Setup.Found.content(origin, running.policy());
    }

    @Override
    public void close() {
        loop.close();
    }
}
