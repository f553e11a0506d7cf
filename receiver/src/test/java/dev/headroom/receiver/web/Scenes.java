package dev.headroom.receiver.web;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.AlertRef;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.policy.Cost;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.time.Moment;
import dev.headroom.receiver.usage.Counts;
import dev.headroom.receiver.usage.Hours;
import dev.headroom.receiver.usage.Track;
import dev.headroom.receiver.web.ServiceView.OverrideView;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** So many services in one of the states that a person may find at night; the last of them is the one in trouble. */
final class Scenes implements Views {

    private static final Instant THEN = Site.NOW.minusSeconds(754);
    private static final Instant LATER = Site.NOW.plusSeconds(3_630).plusNanos(123_456_789);

    /** So many lines the history has, {@link #atOnce} each five seconds. */
    private static final int DECISIONS = 10_000;

    private static final String LOST = "Docker at unix:///var/run/docker.sock does not answer: connection refused";

    /** What is the matter. */
    enum State {
        WELL,
        FAILED,
        BLIND,
        TARGET_GONE,
        FROZEN,
        ALERTS
    }

    private final int count;
    private volatile State state;
    volatile int atOnce = 1;

    Scenes(State state, int count) {
        this.state = state;
        this.count = count;
    }

    /** From now on they are in another one. */
    void become(State other) {
        state = other;
    }

    String worst() {
        return name(count - 1);
    }

    private static String name(int i) {
        return i % 3 == 0 ? "app-" + i : i % 3 == 1 ? "worker-llm-" + i : "worker-rl-" + i;
    }

    @Override
    public List<ServiceView> services() {
        return IntStream.range(0, count).mapToObj(this::view).toList();
    }

    private ServiceView view(int i) {
        boolean gone = state == State.TARGET_GONE;
        boolean frozen = state == State.FROZEN && i == count - 1;
        return new ServiceView(
                name(i),
                gone ? null : 3,
                gone ? null : 3,
                2,
                8,
                2,
                null,
                frozen ? new OverrideView(Kind.FREEZE, 0, "ana", "incident 4711, do not touch", LATER) : null,
                List.of(),
                state == State.ALERTS && i < 30 ? List.of("LLMQueueBuildup") : List.of(),
                "",
                List.of());
    }

    @Override
    public Optional<ServiceView> service(String name) {
        return services().stream().filter(view -> view.service().equals(name)).findFirst();
    }

    @Override
    public Optional<Explanation> explanation(String service) {
        if (state == State.TARGET_GONE) {
            return Optional.of(Explanation.unknown(service, Site.NOW, LOST));
        }
        if (state == State.ALERTS
                && alerts().stream()
                        .anyMatch(each -> service.equals(each.alert().label("service")))) {
            return Optional.of(waiting(service));
        }
        return Optional.of(steady(service, Site.NOW));
    }

    private static Explanation steady(String service, Instant at) {
        return new Explanation(service, at, Outcome.HOLD, Reason.STEADY, 3, 3, null, null, null, List.of(), List.of());
    }

    private static Explanation waiting(String service) {
        return new Explanation(
                service,
                Site.NOW,
                Outcome.HOLD,
                Reason.COOLDOWN,
                3,
                4,
                "queue_length",
                Priority.P1,
                Site.NOW.plusSeconds(200),
                List.of(new Verdict(Guard.COOLDOWN, false, "cooldown of queue_length", Site.NOW.plusSeconds(200))),
                List.of(new AlertRef("LLMQueueBuildup", "1")));
    }

    @Override
    public Optional<Instant> since(String service) {
        return Optional.of(THEN);
    }

    @Override
    public Optional<Instant> ordered(ServiceView service) {
        return Optional.ofNullable(service.override()).map(order -> THEN);
    }

    @Override
    public List<Action> actions(Instant since) {
        Action.Result result = state == State.FAILED ? Action.Result.FAILED : Action.Result.DONE;
        Source queue = Source.trigger("queue_length");
        return List.of(new Action("a1", worst(), THEN.minusSeconds(190), queue, Set.of(), 3, 4, result, THEN));
    }

    @Override
    public List<DecisionRecord> decisions(String service, Instant before, int limit) {
        return IntStream.range(0, DECISIONS)
                .filter(i -> before == null || decided(i).isBefore(before))
                .limit(limit)
                .mapToObj(i -> DecisionRecord.hold(DECISIONS - i, steady(name(i % count), decided(i))))
                .toList();
    }

    private Instant decided(int i) {
        return Site.NOW.minusSeconds(5L * (i / atOnce));
    }

    @Override
    public Optional<DecisionRecord> decision(long id) {
        return Optional.empty();
    }

    @Override
    public Schedule schedule() {
        return Schedule.none(ZoneOffset.UTC);
    }

    @Override
    public Track track(String service) {
        Counts counts = new Counts(3, 3, 2, 8, 2);
        List<Track.Point> points =
                List.of(new Track.Point(Site.NOW.minusSeconds(480), counts), new Track.Point(Site.NOW, null));
        return new Track(points, Hours.NONE, Hours.NONE);
    }

    @Override
    public Optional<Cost> cost(String service) {
        return Optional.empty();
    }

    @Override
    public Evidence evidence() {
        Moment news = Moment.steady(Site.NOW.minusSeconds(4));
        Moment sign = state == State.BLIND ? Moment.steady(THEN) : news;
        Evidence.Source source = new Evidence.Source(Watchdog.named("Watchdog"), sign, sign, null);
        return new Evidence(Moment.steady(Site.NOW.minusSeconds(9_000)), news, source, Duration.ofMinutes(5), null);
    }

    @Override
    public Collection<AlertState> alerts() {
        List<AlertState> watchdog = List.of(alert("Watchdog", "headroom", "none", 0));
        return state != State.ALERTS
                ? watchdog
                : IntStream.range(0, 31)
                        .mapToObj(
                                i -> i == 30 ? watchdog.get(0) : alert("LLMQueueBuildup", name(i % count), "P1", i + 1))
                        .toList();
    }

    private static AlertState alert(String name, String service, String priority, int number) {
        Alert alert = new Alert(
                new Fingerprint("%016x".formatted(number)),
                Map.of("alertname", name, "service", service, "priority", priority),
                Map.of("summary", "More than 100 requests of " + service + " wait"),
                THEN);
        return new AlertState(alert, AlertState.Phase.FIRING, Moment.steady(THEN), Moment.steady(Site.NOW), null);
    }

    @Override
    public GpuView gpus() {
        return GpuView.none();
    }

    /** As {@code Readiness} names those with the same reason. */
    private String some() {
        return name(0) + ", " + name(1) + ", " + name(2) + (count > 3 ? " and " + (count - 3) + " more: " : ": ");
    }

    @Override
    public List<Check> readiness() {
        boolean gone = state == State.TARGET_GONE;
        return List.of(
                new Check("store", true, ""),
                new Check("leader", true, "this receiver leads"),
                new Check("target", !gone, gone ? some() + LOST : ""));
    }
}
