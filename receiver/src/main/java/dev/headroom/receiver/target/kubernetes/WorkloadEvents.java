package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.Cluster;
import dev.headroom.receiver.kubernetes.ClusterException;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what was done, or not, on the workload itself: {@code kubectl describe} shows it. Never waited for. */
final class WorkloadEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkloadEvents.class);
    private static final int MOST_WAITING = 200;
    private static final int LONGEST_MESSAGE = 1024;

    private final Cluster cluster;
    private final Function<Workload, Optional<HasMetadata>> found;
    private final AtomicReference<String> problem = new AtomicReference<>("");

    /** What comes faster than the server takes it is left out. */
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            task -> {
                Thread thread = new Thread(task, "events");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    /** @param found the workload's object, as it is known */
    WorkloadEvents(Cluster cluster, Function<Workload, Optional<HasMetadata>> found) {
        this.cluster = cluster;
        this.found = found;
    }

    /** @param reason in one word, as "ScaledUp" */
    void tell(Workload workload, boolean warning, String reason, String message, Instant at) {
        found.apply(workload)
                .ifPresent(object -> worker.execute(() -> send(event(workload, object, warning, reason, message, at))));
    }

    private static Event event(
            Workload workload, HasMetadata object, boolean warning, String reason, String message, Instant at) {
        String now = at.truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withGenerateName(workload.name() + ".")
                .withNamespace(workload.namespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(workload.kind().apiVersion())
                .withKind(workload.kind().word())
                .withNamespace(workload.namespace())
                .withName(workload.name())
                .withUid(object.getMetadata().getUid())
                .endInvolvedObject()
                .withType(warning ? "Warning" : "Normal")
                .withReason(reason)
                .withMessage(message.substring(0, Math.min(LONGEST_MESSAGE, message.length())))
                .withNewSource()
                .withComponent(Cluster.AGENT)
                .endSource()
                .withReportingComponent("headroom.dev/" + Cluster.AGENT)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }

    /** That it may not is told once, with what is missing: nothing else depends on it. */
    private void send(Event event) {
        String namespace = event.getMetadata().getNamespace();
        try {
            cluster.ask(
                    "tell of " + event.getInvolvedObject().getName(),
                    client -> client.resource(event).inNamespace(namespace).create());
            problem.set("");
        } catch (ClusterException e) {
            String why = e.isForbidden()
                    ? "no Event can be made in %s: add to the Role there {apiGroups: [\"\"], resources: [events], verbs: [create]}"
                            .formatted(namespace)
                    : String.valueOf(e.getMessage());
            if (!why.equals(problem.getAndSet(why))) {
                LOG.warn("{}", why);
            }
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
