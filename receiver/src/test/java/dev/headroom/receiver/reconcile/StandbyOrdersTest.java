package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.ManualScale;
import dev.headroom.receiver.decision.ManualScale.Ask;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.standby.Ward.Box;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A person wakes replicas, and puts them to sleep, in the running loop: none is started by the one, none is stopped by the other. */
class StandbyOrdersTest {
    private static final String POLICY = """
            version: 1
            services:
              chat:
                min_replicas: 1
                max_replicas: 4
                gpu_check: required
                vram_per_replica: 10GiB
                warmup_time: 180s
                drain_timeout: 5s
                health_timeout: 60s
                standby: {min_awake: 1, host_memory: 20GiB}
                triggers: {queue: {cooldown: 5m}}
              plain: {min_replicas: 1, max_replicas: 4}
            """;

    private final List<String> broken = new ArrayList<>();
    private SharedGpu shared;

    /** GPUs of these sizes, in GiB, on the first of which all replicas are. */
    private void start(int awake, int asleep, int... totals) {
        shared = new SharedGpu(POLICY, broken::add, totals);
        for (int i = 0; i < awake + asleep; i++) {
            Box box = shared.ward.add("chat");
            box.gpu = Rack.uuid(0);
            box.asleep = i >= awake;
        }
        shared.ward.add("plain").gpu = Rack.uuid(0);
        shared.pass(10);
    }

    @AfterEach
    void stop() {
        shared.close();
        assertThat(broken).isEmpty();
    }

    private Explanation order(String service, Ask ask, int replicas) {
        return shared.reconciler().order(new ManualScale(service, ask, replicas, "ana", "a demo at two"));
    }

    private static String told(Explanation explanation) {
        return Sentence.of(explanation, ZoneOffset.UTC);
    }

    private List<Action> actions() {
        return shared.store.actions(Instant.EPOCH);
    }

    private void refused(Explanation told, Reason reason, String words) {
        assertThat(told.outcome()).isEqualTo(Outcome.HOLD);
        assertThat(told.reason()).isEqualTo(reason);
        assertThat(told(told)).contains(words);
        shared.pass(60);
        assertThat(shared.ward.effects).isEmpty();
        assertThat(actions()).isEmpty();
    }

    @Test
    void wakeWakesAndIsToldWithOwnerAndReason() {
        start(1, 2, 70);

        Explanation told = order("chat", Ask.WAKE, 2);
        shared.pass(60);

        assertThat(told(told)).startsWith("chat goes from 1 to 3: ana asks to wake 2: a demo at two; VRAM passes");
        assertThat(told.source()).isEqualTo("manual-wake:ana");
        assertThat(told.sourceWithoutPerson()).isEqualTo("manual-wake");
        assertThat(shared.ward.effects).containsExactly("wake chat-2", "wake chat-3");
        assertThat(actions()).extracting(Action::result).containsExactly(Action.Result.DONE);
        assertThat(shared.store.decisions("chat", null, 9))
                .anySatisfy(
                        line -> assertThat(line.explanation().note()).isEqualTo("ana asks to wake 2: a demo at two"));
    }

    /** Its policy had standby when it was put to sleep. */
    @Test
    void whoSleepsInAServiceWithoutStandbyIsWoken() {
        start(1, 0, 70);
        Box sleeper = shared.ward.add("plain");
        sleeper.gpu = Rack.uuid(0);
        sleeper.asleep = true;
        shared.pass(10);

        order("plain", Ask.WAKE, 1);
        shared.pass(60);

        assertThat(shared.ward.effects).containsExactly("wake plain-2");
    }

    @Test
    void wakeStartsNone() {
        start(1, 1, 70);

        refused(
                order("chat", Ask.WAKE, 2),
                Reason.OBSTACLE,
                "1 awake and 1 asleep: wake starts none, headroom scale chat 3 does; VRAM would pass");
    }

    @Test
    void wakeStartsNoneElsewhereEither() {
        start(1, 1, 21, 50);

        refused(order("chat", Ask.WAKE, 1), Reason.VRAM, "wake starts none elsewhere: ");
    }

    /** Somebody ends it between the order and the effect. */
    @Test
    void aSleeperThatIsGoneMeanwhileIsNotReplaced() {
        start(1, 1, 70);
        order("chat", Ask.WAKE, 1);
        shared.ward.box("chat-2").ended = true;

        shared.pass(120);

        assertThat(shared.ward.effects).isEmpty();
        assertThat(actions())
                .extracting(Action::result)
                .containsAnyOf(Action.Result.FAILED, Action.Result.CANCELLED)
                .hasSize(1);
    }

    @Test
    void whoIsToWakeAnywayIsNotOrderedTwice() {
        start(2, 0, 40);
        shared.ward.box("chat-2").asleep = true; // a rescue let its model go
        Box other = shared.ward.add("others");
        other.gpu = Rack.uuid(0);
        shared.pass(5);

        Explanation told = order("chat", Ask.WAKE, 1);

        assertThat(told.reason()).isEqualTo(Reason.MANUAL);
        assertThat(told(told)).contains("ana asks to wake 1: a demo at two; it has them already");
    }

    @Test
    void sleepPutsToSleepAndIsToldWithOwnerAndReason() {
        start(3, 0, 70);

        Explanation told = order("chat", Ask.SLEEP, 1);
        shared.pass(60);

        assertThat(told(told)).isEqualTo("chat goes from 3 to 2: ana asks to put 1 to sleep: a demo at two");
        assertThat(shared.ward.effects).containsExactly("sleep chat-3");
        assertThat(actions()).extracting(Action::result).containsExactly(Action.Result.DONE);
    }

    @Test
    void sleepStopsNone() {
        start(3, 1, 70);

        refused(
                order("chat", Ask.SLEEP, 2),
                Reason.OBSTACLE,
                "1 asleep, and host_memory holds 2: sleep stops none, headroom scale chat 1 does");
    }

    /** More sleep than host_memory holds by now, since it was lowered: that is not why it is refused. */
    @Test
    void whoeverIsNeededAwakeIsToldSoAndNothingElse() {
        start(1, 3, 70);

        refused(order("chat", Ask.SLEEP, 1), Reason.BOUNDS, "a demo at two; below the minimum of 1");
    }

    @Test
    void sleepLeavesMinAwake() {
        start(1, 0, 70);

        refused(order("chat", Ask.SLEEP, 1), Reason.BOUNDS, "below the minimum of 1");
    }

    @Test
    void whoIsAtWorkIsWaitedFor() {
        start(2, 0, 70);
        shared.ward.box("chat-1").requests = 1;
        shared.ward.box("chat-2").requests = 1;

        order("chat", Ask.SLEEP, 1);
        shared.pass(120);
        assertThat(shared.ward.effects).isEmpty();
        assertThat(shared.reconciler().waitsFor("chat")).contains("chat-2 has 1 active task");
        shared.ward.box("chat-2").requests = 0;
        shared.pass(20);

        assertThat(shared.ward.effects).containsExactly("sleep chat-2");
    }

    @Test
    void whoWillNotSleepIsLeftAwakeAndGivenBack() {
        start(2, 0, 70);
        shared.ward.box("chat-2").stubborn = true;

        order("chat", Ask.SLEEP, 1);
        shared.pass(120);

        assertThat(shared.ward.effects).containsExactly("sleep chat-2");
        assertThat(shared.awake("chat")).isEqualTo(2);
        assertThat(actions()).extracting(Action::result).containsExactly(Action.Result.FAILED);
        assertThat(shared.drained).isEmpty();
    }

    private String standby(String service) {
        return new Statuses(shared.reconciler())
                .all().stream()
                        .filter(status -> status.service().name().equals(service))
                        .map(ServiceStatus::sleepers)
                        .filter(Objects::nonNull)
                        .map(sleepers -> sleepers.inWords(Times.in(ZoneOffset.UTC), Rack.NOW))
                        .findFirst()
                        .orElse("");
    }

    /** Also by the process that leads next. */
    @Test
    void whoSleepsSinceWhenAndWhatAnUpAndADownDoWithItIsTold() {
        start(3, 0, 70);
        assertThat(standby("chat")).isEqualTo("none asleep; host_memory holds 2 more");
        assertThat(standby("plain")).isEmpty();

        order("chat", Ask.SLEEP, 1);
        shared.pass(60);
        String since = "asleep: chat-3 since 12:00:15; an up wakes first; host_memory holds 1 more";
        assertThat(standby("chat")).isEqualTo(since);
        shared.start();
        shared.pass(60);
        assertThat(standby("chat")).isEqualTo(since);

        new WakeMemory(shared.store).woke("chat", 1, Duration.ofMillis(4_460));
        shared.ward.box("chat-2").silent = true;
        shared.pass(10);
        assertThat(standby("chat"))
                .isEqualTo(
                        "asleep: chat-3 since 12:00:15; an up wakes first, which took 4.5 s lately; host_memory holds no more;"
                                + " chat-2 does not tell whether it sleeps: it is silent, and neither up nor down is done until it tells");
    }

    @Test
    void aServiceWithoutStandbyIsNamed() {
        start(2, 0, 70);
        String words = "its replicas do not sleep: the policy has no standby for plain";

        refused(order("plain", Ask.WAKE, 1), Reason.OBSTACLE, words);
        refused(order("plain", Ask.SLEEP, 1), Reason.OBSTACLE, words);
    }
}
