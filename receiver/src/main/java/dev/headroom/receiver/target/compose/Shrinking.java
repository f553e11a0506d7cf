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

    /**
     * Ends them all, and answers a line for each that had to be killed.
     *
     * @param victims by rising number; the highest is asked to stop first
     */
    List<String> remove(List<Container> victims) throws TargetException {
        List<Future<Optional<String>>> ends = new ArrayList<>();
        List<Container> highestFirst = new ArrayList<>(victims);
        Collections.reverse(highestFirst);
        for (Container victim : highestFirst) {
            ends.add(workers.submit(() -> end(victim)));
        }
        return await(ends);
    }

    /** What should be told of its end, if anything. */
    private Optional<String> end(Container victim) throws TargetException {
        containers.stop(victim, drain);
        Optional<Container> stopped = containers.inspect(victim.id());
        if (stopped.isEmpty()) {
            return Optional.empty();
        }
        containers.remove(stopped.get());
        LOG.info("{} stopped with code {}", victim.name(), stopped.get().exitCode());
        return stopped.filter(container -> container.exitCode() == KILLED)
                .map(container -> "%s had to be killed: it did not end within %d s of SIGTERM"
                        .formatted(container.name(), drain.toSeconds()));
    }

    /** Waits for all of them, and throws the first failure. */
    private static List<String> await(List<Future<Optional<String>>> ends) throws TargetException {
        List<String> remarks = new ArrayList<>();
        Optional<TargetException> failure = Optional.empty();
        for (Future<Optional<String>> end : ends) {
            try {
                end.get().ifPresent(remarks::add);
            } catch (ExecutionException e) {
                failure = failure.or(() -> Optional.of(asTargetException(e)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ends.forEach(other -> other.cancel(true));
                throw new TargetException("interrupted while replicas were stopping", e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return remarks;
    }

    private static TargetException asTargetException(ExecutionException e) {
        return e.getCause() instanceof TargetException cause
                ? cause
                : new TargetException("a replica could not be stopped: " + e.getMessage(), e);
    }
}
