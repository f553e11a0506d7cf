package dev.headroom.receiver.target.compose;

import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops and removes replicas, several at the same time, so that each has the whole drain time and none waits for
 * another's.
 */
record Shrinking(Containers containers, ExecutorService workers, Duration drain) {
    private static final Logger LOG = LoggerFactory.getLogger(Shrinking.class);
    private static final int KILLED = 128 + 9;

    /** @param victims by rising number; the highest is asked to stop first */
    void remove(List<Container> victims) throws TargetException {
        List<Future<?>> stops = new ArrayList<>();
        List<Container> highestFirst = new ArrayList<>(victims);
        Collections.reverse(highestFirst);
        for (Container victim : highestFirst) {
            stops.add(workers.submit(() -> {
                end(victim);
                return true;
            }));
        }
        await(stops);
    }

    private void end(Container victim) throws TargetException {
        containers.stop(victim, drain);
        Optional<Container> stopped = containers.inspect(victim.id());
        if (stopped.isPresent()) {
            report(stopped.get());
            containers.remove(stopped.get());
        }
    }

    private void report(Container stopped) {
        if (stopped.exitCode() == KILLED) {
            LOG.warn("{} had to be killed: it did not end within {} s of SIGTERM", stopped.name(), drain.toSeconds());
        } else {
            LOG.info("{} stopped with code {}", stopped.name(), stopped.exitCode());
        }
    }

    /** Waits for all of them, and throws the first failure. */
    private static void await(List<Future<?>> stops) throws TargetException {
        Optional<TargetException> failure = Optional.empty();
        for (Future<?> stop : stops) {
            try {
                stop.get();
            } catch (ExecutionException e) {
                failure = failure.or(() -> Optional.of(asTargetException(e)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stops.forEach(other -> other.cancel(true));
                throw new TargetException("interrupted while replicas were stopping", e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private static TargetException asTargetException(ExecutionException e) {
        return e.getCause() instanceof TargetException cause
                ? cause
                : new TargetException("a replica could not be stopped: " + e.getMessage(), e);
    }
}
