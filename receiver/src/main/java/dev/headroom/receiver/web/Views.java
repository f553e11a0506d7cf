package dev.headroom.receiver.web;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.policy.Cost;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.usage.Track;
import dev.headroom.receiver.webhook.OneLine;
import dev.headroom.receiver.webhook.Problem;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Port to all that the API and the page show; called from many threads at once. */
public interface Views {

    /** In the policy's order. */
    List<ServiceView> services();

    Optional<ServiceView> service(String name);

    /** Throws {@link Problem} 404 where there is no such service. */
    default ServiceView known(String name) {
        return service(name)
                .orElseThrow(() -> new Problem(
                        404,
                        "unknown service " + OneLine.of(name),
                        "use one of: "
                                + services().stream().map(ServiceView::service).collect(Collectors.joining(", "))));
    }

    /** The latest evaluation; empty before the first. */
    Optional<Explanation> explanation(String service);

    /**
     * The history, newest first.
     *
     * @param service null for all
     * @param before null for no limit in time
     */
    List<DecisionRecord> decisions(@Nullable String service, @Nullable Instant before, int limit);

    /** One line of the history; empty where there is none. */
    Optional<DecisionRecord> decision(long id);

    /** Since when the latest evaluations of a service say the same; empty before the first. */
    Optional<Instant> since(String service);

    /** When the override in force was ordered; empty where that is not known any more. */
    Optional<Instant> ordered(ServiceView service);

    /** The scaling actions that began then or later, oldest first. */
    List<Action> actions(Instant since);

    Schedule schedule();

    /** How many replicas the service had over time. */
    Track track(String service);

    /** What a replica of the service costs; empty where that is not known. */
    Optional<Cost> cost(String service);

    /** How fresh the news from Alertmanager is. */
    Evidence evidence();

    /** What is believed of every alert. */
    Collection<AlertState> alerts();

    /** Why an alert that asks for scaling is not used; empty for all others. */
    default String refused(Alert alert) {
        return "";
    }

    /** What is known of GPU memory. */
    GpuView gpus();

    /** Every condition of readiness; the server is ready when all are ok. */
    List<Check> readiness();
}
