package dev.headroom.receiver.decision;

import static dev.headroom.receiver.gpu.Rack.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.decision.ServiceState.Awake;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.gpu.VramGate.Sleeper;
import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.schedule.Schedule;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who goes to sleep so that another service's up finds room: three services of 10 GiB a replica, on GPUs of 40 GiB. */
class YieldingTest {
    private static final Instant NOW = Rack.NOW;
    private static final ScalingPolicy POLICY = SpecPolicy.policy(
            List.of(), Schedule.none(ZoneOffset.UTC), service("asks"), service("chat"), service("code"));

    private final Map<String, ServiceState> states = new LinkedHashMap<>();
    private final List<Alert> firing = new ArrayList<>();
    private final List<Action> past = new ArrayList<>();
    private Rack rack = Rack.of(40).free(0, 10);

    YieldingTest() {
        of("asks", List.of(), busy("asks-1"));
        of("chat", List.of(), busy("chat-1"));
        of("code", List.of(), busy("code-1"));
    }

    private static ServicePolicy service(String name) {
        return new ServicePolicy(
                name,
                new ReplicaLimits(1, 8, 1, 1),
                Timings.DEFAULT,
                new GpuNeeds(true, bytes(10), List.of()),
                new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
                99,
                new ServicePolicy.Targets(0, 0),
                Map.of(
                        "load",
                        SpecPolicy.trigger("load", 10),
                        "demand",
                        new Trigger("demand", Duration.ZERO, true, Benefit.LOAD)),
                null,
                "",
                new Standby(1, 1, bytes(20), bytes(10), Duration.ofMinutes(1)));
    }

    private void of(String service, List<Sleeper> asleep, Awake... awake) {
        ServiceState.Target plain = ServiceState.Target.PLAIN;
        states.put(
                service,
                new ServiceState(
                        service,
                        awake.length,
                        0,
                        new ServiceState.Target("", plain.least(), plain.most(), "", 0, "", "", asleep, List.of(awake)),
                        null,
                        null));
    }

    private void order(String service, ManualOverride.Kind kind) {
        ServiceState state = states.get(service);
        states.put(
                service,
                new ServiceState(
                        service,
                        state.desired(),
                        0,
                        state.target(),
                        null,
                        new ManualOverride(service, kind, 0, "ana", "a try", NOW.plusSeconds(60))));
    }

    private static Awake idle(String name, int minutes) {
        return new Awake(name, Rack.uuid(0), Duration.ofMinutes(minutes));
    }

    private static Awake busy(String name) {
        return new Awake(name, Rack.uuid(0), null);
    }

    private void asks(String service, String priority) {
        firing.add(SpecPolicy.alert(
                service + "Load",
                Map.of("service", service, "trigger", "load", "scale", "up", "priority", priority),
                Map.of()));
    }

    private Situation situation() {
        Moment now = Moment.steady(NOW);
        return new Situation(
                now,
                FiringAlerts.of(firing),
                states,
                Ledger.at(now, past),
                new Evidence(
                        Moment.steady(NOW.minusSeconds(600)),
                        now,
                        Evidence.Source.unheard(Watchdog.none()),
                        Duration.ofMinutes(5),
                        null),
                rack.gate(),
                Trials.NONE);
    }

    private List<Decision> decide() {
        return Decider.decide(POLICY, situation());
    }

    /** As {@code chat 2 -> 1 leaves [chat-1]}. */
    private List<String> sleeps() {
        return decide().stream()
                .filter(Decision.Scale.class::isInstance)
                .map(Decision.Scale.class::cast)
                .filter(scale -> scale.reason() == Reason.YIELD)
                .map(scale ->
                        "%s %d -> %d leaves %s".formatted(scale.service(), scale.from(), scale.to(), scale.stay()))
                .toList();
    }

    @Test
    void whoIsWantedLeastSleepsFirst() {
        asks("asks", "P0");
        asks("chat", "P2");
        of("chat", List.of(), idle("chat-1", 50), idle("chat-2", 50));
        of("code", List.of(), idle("code-1", 5), idle("code-2", 4));

        assertThat(sleeps()).containsExactly("code 2 -> 1 leaves [code-2]");
    }

    @Test
    void atEqualPriorityWhoHasHadNoRequestForLongest() {
        asks("asks", "P1");
        of("chat", List.of(), idle("chat-1", 2), idle("chat-2", 7));
        of("code", List.of(), idle("code-1", 5), idle("code-2", 4));

        assertThat(sleeps()).containsExactly("chat 2 -> 1 leaves [chat-1]");
    }

    @Test
    void nobodySleepsForOneThatIsWantedLess() {
        asks("asks", "P2");
        asks("chat", "P1");
        of("chat", List.of(), idle("chat-1", 50), idle("chat-2", 50));

        assertThat(sleeps()).isEmpty();
    }

    @Test
    void forOneThatIsWantedAsMuchSleepsWhoHasBeenIdleLonger() {
        asks("asks", "P2");
        asks("chat", "P2");
        of("chat", List.of(), idle("chat-1", 5), idle("chat-2", 5));
        of("asks", List.of(), idle("asks-1", 6));
        assertThat(sleeps()).isEmpty();

        of("asks", List.of(), idle("asks-1", 5));
        assertThat(sleeps()).as("else both could sleep for each other").isEmpty();

        of("asks", List.of(), idle("asks-1", 4));
        assertThat(sleeps()).containsExactly("chat 2 -> 1 leaves [chat-2]");
    }

    @Test
    void neverOneThatMayHaveARequestOrHadOneShortlyBefore() {
        asks("asks", "P0");
        of("chat", List.of(), busy("chat-1"), new Awake("chat-2", Rack.uuid(0), Duration.ofSeconds(59)));
        assertThat(sleeps()).isEmpty();

        of("chat", List.of(), busy("chat-1"), idle("chat-2", 1));
        assertThat(sleeps()).hasSize(1);
    }

    @Test
    void neverSoThatFewerThanItsMinimumAreAwake() {
        asks("asks", "P0");
        of("chat", List.of(), idle("chat-1", 50));

        assertThat(sleeps()).isEmpty();
    }

    @Test
    void neverWhereItWouldHaveToBeStopped() {
        asks("asks", "P0");
        Sleeper one = new Sleeper("chat-3", Rack.uuid(0));
        Sleeper two = new Sleeper("chat-4", Rack.uuid(0));
        of("chat", List.of(one, two), idle("chat-1", 50), idle("chat-2", 50));

        assertThat(sleeps()).as("the main memory holds two").isEmpty();
    }

    @Test
    void asManyAsMakeRoomTogetherAndNoneWhereTheyDoNot() {
        rack = Rack.of(40).free(0, 0);
        asks("asks", "P0");
        of("chat", List.of(), idle("chat-1", 50), idle("chat-2", 40), idle("chat-3", 30));
        assertThat(sleeps()).containsExactly("chat 3 -> 1 leaves [chat-3]");

        of("chat", List.of(), idle("chat-1", 50), idle("chat-2", 40));
        assertThat(sleeps()).isEmpty();

        of("code", List.of(), idle("code-1", 3), idle("code-2", 2));
        assertThat(sleeps()).containsExactlyInAnyOrder("chat 2 -> 1 leaves [chat-2]", "code 2 -> 1 leaves [code-2]");
    }

    @Test
    void onTheGpuWhereItHelps() {
        rack = Rack.of(40, 40).free(0, 0).free(1, 9);
        asks("asks", "P0");
        of("chat", List.of(), idle("chat-1", 50), new Awake("chat-2", Rack.uuid(1), Duration.ofMinutes(3)));

        assertThat(sleeps()).containsExactly("chat 2 -> 1 leaves [chat-1]");
    }

    @Test
    void asFewAsMakeRoomOnAnyOfTheGpus() {
        rack = Rack.of(40, 40).free(0, 0).free(1, 10);
        asks("asks", "P0");
        of(
                "chat",
                List.of(),
                idle("chat-1", 50),
                idle("chat-2", 40),
                new Awake("chat-3", Rack.uuid(1), Duration.ofMinutes(3)));

        assertThat(sleeps()).containsExactly("chat 3 -> 2 leaves [chat-1, chat-2]");
    }

    @Test
    void wherePeopleOrderedItSoNobodySleeps() {
        asks("asks", "P0");
        of("chat", List.of(), idle("chat-1", 50), idle("chat-2", 50));
        for (ManualOverride.Kind kind : ManualOverride.Kind.values()) {
            order("chat", kind);
            assertThat(sleeps()).as("%s", kind).hasSize(kind == ManualOverride.Kind.HOLD_UP ? 1 : 0);
        }
    }

    @Test
    void whereOneMayNotAnotherSleeps() {
        asks("asks", "P0");
        of("chat", List.of(), idle("chat-1", 50), idle("chat-2", 50));
        of("code", List.of(), idle("code-1", 5), idle("code-2", 5));
        order("chat", ManualOverride.Kind.FREEZE);

        assertThat(sleeps()).containsExactly("code 2 -> 1 leaves [code-2]");
    }

    @Test
    void aWishForSoManyCountsAgainstEachOfThem() {
        rack = Rack.of(40).free(0, 0);
        asks("asks", "P1");
        firing.add(SpecPolicy.alert(
                "ChatTwo",
                Map.of("service", "chat", "trigger", "demand", "scale", "to", "priority", "P0"),
                Map.of("replicas", "2")));
        of("chat", List.of(), idle("chat-1", 50), idle("chat-2", 40), idle("chat-3", 30));
        assertThat(sleeps()).as("one of three would not do").isEmpty();

        rack = Rack.of(40).free(0, 10);
        assertThat(sleeps()).containsExactly("chat 3 -> 2 leaves [chat-2, chat-3]");
    }

    @Test
    void whoHasGrownLatelyStaysAwakeForItsLongestCooldown() {
        asks("asks", "P0");
        of("chat", List.of(), idle("chat-1", 5), idle("chat-2", 5));
        past.add(done("chat", Source.trigger("load"), 1, 2, Duration.ofMinutes(9)));
        assertThat(sleeps()).isEmpty();

        past.set(0, done("chat", Source.trigger("load"), 1, 2, Duration.ofMinutes(10)));
        assertThat(sleeps()).hasSize(1);
    }

    @Test
    void whileOneGoesToSleepForItAndUntilTheGpusAreReadAgainNoOtherDoes() {
        asks("asks", "P0");
        of("chat", List.of(), idle("chat-1", 5), idle("chat-2", 5));
        past.add(done("code", Source.yielding("asks"), 2, 1, Duration.ofSeconds(29)));
        assertThat(sleeps()).isEmpty();

        past.set(0, done("code", Source.yielding("asks"), 2, 1, Duration.ofSeconds(30)));
        assertThat(sleeps()).hasSize(1);

        past.set(0, done("code", Source.yielding("asks"), 2, 1, Duration.ofSeconds(29)));
        past.add(action("asks", Source.manual("ana"), 1, 2, Action.Result.DONE, NOW.minusSeconds(20)));
        assertThat(sleeps()).as("it found room").hasSize(1);

        past.set(0, running("code", Source.yielding("asks"), 2, 1));
        assertThat(sleeps()).isEmpty();
        assertThat(decide())
                .filteredOn(decision -> decision.service().equals("asks"))
                .flatExtracting(Decision::verdicts)
                .filteredOn(Verdict::refused)
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.detail()).endsWith("; code puts a replica to sleep for it"));
    }

    @Test
    void nobodySleepsForARepair() {
        of("chat", List.of(), idle("chat-1", 50), idle("chat-2", 50));
        ServiceState state = states.get("asks");
        states.put("asks", new ServiceState("asks", 2, 1, state.target(), null, null));

        assertThat(decide())
                .filteredOn(decision -> decision.service().equals("asks"))
                .extracting(Decision::reason)
                .containsExactly(Reason.VRAM);
        assertThat(sleeps()).isEmpty();
    }

    @Test
    void itIsToldForWhomAndWhy() {
        asks("asks", "P0");
        of("chat", List.of(), idle("chat-1", 50), idle("chat-2", 50));
        Optional<String> told = decide().stream()
                .filter(decision -> decision.service().equals("chat"))
                .map(decision -> Sentence.of(Explanation.of(decision, NOW), ZoneOffset.UTC))
                .findFirst();

        assertThat(told).contains("chat goes from 2 to 1: asksLoad (sleeps for asks's up, which finds no room, P0)");
    }

    @Test
    void itIsJudgedAgainUntilItSleeps() {
        asks("asks", "P1");
        of("chat", List.of(), busy("chat-1"), busy("chat-2"));
        Action begun = running("chat", Source.yielding("asks"), 2, 1);
        past.add(begun);
        assertThat(review(begun))
                .as("it was idle when it began, and takes no more")
                .isInstanceOf(Review.Stands.class);

        asks("chat", "P0");
        assertThat(review(begun)).isEqualTo(new Review.Overruled("it is wanted itself by now (P0)"));

        firing.clear();
        assertThat(review(begun)).isEqualTo(new Review.Overruled("asks does not wait for room any more"));

        states.remove("asks");
        assertThat(review(begun)).isEqualTo(new Review.Unjudged("the count of asks is not known"));
    }

    private Review review(Action begun) {
        return Decider.review(POLICY, situation(), begun);
    }

    private static Action done(String service, Source source, int from, int to, Duration ago) {
        return action(service, source, from, to, Action.Result.DONE, NOW.minus(ago));
    }

    private static Action running(String service, Source source, int from, int to) {
        return action(service, source, from, to, Action.Result.RUNNING, null);
    }

    private static Action action(
            String service, Source source, int from, int to, Action.Result result, @Nullable Instant ended) {
        Instant began = ended == null ? NOW.minusSeconds(5) : ended;
        return new Action("a", service, began, source, Set.of(), from, to, result, ended);
    }
}
