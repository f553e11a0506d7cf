package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.DecisionRecord;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.standby.Ward.Box;
import dev.headroom.receiver.target.ReplicaState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Hot standby in the loop: two services share one GPU, and take turns. */
class StandbyLoopTest {
    private static final int SEQUENCES = Integer.getInteger("headroom.sequences", 80);
    private static final long SEED = Long.getLong("headroom.seed", 71_000_000);
    private static final String POLICY = """
            version: 1
            services:
              chat: &each
                min_replicas: 1
                max_replicas: 2
                gpu_check: required
                vram_per_replica: 10GiB
                warmup_time: 180s
                drain_timeout: 5s
                health_timeout: 60s
                max_actions_per_hour: 9999
                standby: {min_awake: 0, host_memory: 20GiB}
                triggers: {queue: {cooldown: 5s}}
              code: {<<: *each}
            """;

    private final List<String> broken = new ArrayList<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("dev.headroom");

    @BeforeEach
    void quiet() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void loud() {
        log.setLevel(null);
    }

    /** One GPU on which one replica has room beside those that sleep. */
    private SharedGpu shared() {
        SharedGpu shared = new SharedGpu(POLICY, broken::add, 16);
        Box chat = shared.ward.add("chat");
        chat.gpu = Rack.uuid(0);
        Box code = shared.ward.add("code");
        code.gpu = Rack.uuid(0);
        code.asleep = true;
        shared.pass(10);
        return shared;
    }

    private static List<Action> actions(SharedGpu shared) {
        return shared.store.actions(Instant.EPOCH);
    }

    @Test
    void theyTakeTurns() {
        try (SharedGpu shared = shared()) {
            shared.fires("code", "up");
            shared.pass(20);
            assertThat(shared.awake("code")).isZero();
            assertThat(shared.reconciler().explanation("code").map(Explanation::reason))
                    .contains(Reason.VRAM);

            shared.fires("chat", "down");
            shared.pass(2000);

            assertThat(shared.ward.effects).containsExactly("sleep chat-1", "wake code-1");
            assertThat(shared.awake("code")).isOne();
            assertThat(actions(shared)).extracting(Action::result).containsOnly(Action.Result.DONE);
            assertThat(broken).isEmpty();
        }
    }

    /** What the specification of the turns asks for: by an alert alone, without one that says that the other has too many. */
    @Test
    void oneThatIsIdleSleepsForAnotherServicesUp() {
        try (SharedGpu shared = shared()) {
            shared.fires("code", "up");
            shared.pass(120);

            assertThat(shared.ward.effects).containsExactly("sleep chat-1", "wake code-1");
            assertThat(actions(shared))
                    .extracting(Action::source)
                    .extracting(Source::name)
                    .containsExactly("yield:code", "queue");
            assertThat(actions(shared)).extracting(Action::result).containsOnly(Action.Result.DONE);
            assertThat(shared.awake("code")).isOne();
            shared.ends("code", "up");
            shared.pass(600);
            assertThat(shared.ward.effects).as("nothing asks for it back").hasSize(2);
            assertThat(broken).isEmpty();
        }
    }

    @Test
    void nobodyWithARequestSleepsForAnother() {
        try (SharedGpu shared = shared()) {
            shared.ward.box("chat-1").requests = 1;
            shared.fires("code", "up");
            shared.pass(600);
            assertThat(shared.ward.effects).isEmpty();
            assertThat(shared.drained).isEmpty();
            assertThat(actions(shared)).isEmpty();
            shared.ward.box("chat-1").requests = 0;
            shared.pass(120);
            assertThat(shared.ward.effects).containsExactly("sleep chat-1", "wake code-1");
        }
    }

    @Test
    void nobodyIsStoppedForAnother() {
        try (SharedGpu shared = shared()) {
            shared.ward.box("chat-1").stubborn = true;
            shared.fires("code", "up");
            shared.pass(600);
            assertThat(shared.ward.effects).as("in ten minutes").containsExactly("sleep chat-1", "sleep chat-1");
            assertThat(actions(shared)).extracting(Action::result).containsOnly(Action.Result.FAILED);
            assertThat(shared.awake("chat")).isOne();
        }
    }

    @Test
    void nobodySleepsForALessUrgentUp() {
        try (SharedGpu shared = shared()) {
            shared.fires("chat", "up", "P1");
            shared.fires("code", "up", "P2");
            shared.pass(600);
            assertThat(shared.ward.effects).isEmpty();

            shared.ends("code", "up");
            shared.pass(5);
            shared.fires("code", "up", "P0");
            shared.pass(60);
            assertThat(shared.ward.effects).containsExactly("sleep chat-1", "wake code-1");
        }
    }

    /** Its own alert came while it was being drained for the other. */
    @Test
    void whoeverIsWantedMoreByThenDoesNotSleep() {
        try (SharedGpu shared = shared()) {
            shared.fires("code", "up");
            shared.moved = rollout -> {
                if (rollout.yields() && rollout.phase() == Phase.DRAINING) {
                    shared.fires("chat", "up", "P0");
                }
            };
            shared.pass(120);
            assertThat(shared.ward.effects).isEmpty();
            assertThat(actions(shared)).extracting(Action::result).contains(Action.Result.CANCELLED);
            assertThat(shared.drained).as("it takes work again").isEmpty();
            assertThat(broken).isEmpty();
        }
    }

    @Test
    void whoSleptForAnotherIsNotBroughtBackForACrash() {
        try (SharedGpu shared = shared()) {
            shared.fires("code", "up");
            shared.pass(120);
            shared.ends("code", "up");
            shared.ward.box("code-1").ended = true;
            shared.ward.box("code-1").stubborn = true;
            shared.pass(5);
            assertThat(shared.awake("chat")).isZero();
            shared.pass(600);
            assertThat(shared.ward.effects).doesNotContain("wake chat-1");
        }
    }

    /** As a rescue does that unloads a model. */
    @Test
    void whoSleepsWithoutHavingBeenToldToIsWokenAgainWhenThereIsRoom() {
        try (SharedGpu shared = shared()) {
            shared.ward.box("chat-1").asleep = true;
            Box other = shared.ward.add("others");
            other.gpu = Rack.uuid(0);
            shared.pass(60);
            assertThat(shared.ward.effects).as("its memory is another's now").isEmpty();

            shared.ward.boxes.remove(other);
            shared.pass(60);

            assertThat(shared.ward.effects).containsExactly("wake chat-1");
            assertThat(shared.awake("chat")).isOne();
            assertThat(broken).isEmpty();
        }
    }

    /** A call that came late, or another hand. */
    @Test
    void whoWakesWithoutHavingBeenToldToGoesToSleepAgain() {
        try (SharedGpu shared = shared()) {
            shared.drained.add("code-1");
            shared.ward.box("code-1").asleep = false;
            shared.pass(30);
            assertThat(shared.ward.effects).containsExactly("sleep code-1");
            assertThat(actions(shared)).isEmpty();
            assertThat(broken).isEmpty();
        }
    }

    /** Else requests would be sent to a sleeper. */
    @Test
    void whoWakesSoIsLeftAwakeUntilTheProxyKnows() {
        try (SharedGpu shared = shared()) {
            shared.deaf = true;
            shared.ward.box("code-1").asleep = false;
            shared.pass(30);
            assertThat(shared.ward.effects).isEmpty();

            shared.deaf = false;
            shared.pass(30);

            assertThat(shared.ward.effects).containsExactly("sleep code-1");
            assertThat(broken).isEmpty();
        }
    }

    @Test
    void whileAPersonHasFrozenItsServiceItIsLeftAwake() {
        try (SharedGpu shared = shared()) {
            shared.freeze("code", Duration.ofMinutes(5));
            shared.drained.add("code-1");
            shared.ward.box("code-1").asleep = false;
            shared.pass(240);
            assertThat(shared.ward.effects).isEmpty();

            shared.pass(90);

            assertThat(shared.ward.effects).containsExactly("sleep code-1");
        }
    }

    /** A call of a paused leader may land at any moment, also before anybody has looked at who sleeps by now. */
    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"VERIFYING", "DONE"})
    void whoIsWokenAsSoonAsItSleepsIsNoChangeOfTheCount(Phase phase) {
        try (SharedGpu shared = shared()) {
            AtomicBoolean lands = new AtomicBoolean(true);
            shared.moved = rollout -> {
                if (rollout.phase() == phase && lands.getAndSet(false)) {
                    shared.ward.box("chat-1").asleep = false;
                }
            };
            shared.fires("chat", "down");
            shared.pass(60);

            assertThat(shared.ward.effects).containsExactly("sleep chat-1", "sleep chat-1");
            assertThat(actions(shared)).extracting(Action::result).containsExactly(Action.Result.DONE);
            assertThat(shared.awake("chat")).isZero();
            assertThat(broken).isEmpty();
        }
    }

    /** As a rescue does that comes in the middle of an order: it changed nobody's mind. */
    @Test
    void whoIsPutToSleepByAnotherHandAsAnOrderEndsIsWokenAgain() {
        try (SharedGpu shared = new SharedGpu(POLICY, broken::add, 27)) {
            shared.ward.add("chat").gpu = Rack.uuid(0);
            shared.ward.add("chat").gpu = Rack.uuid(0);
            shared.pass(10);
            AtomicBoolean comes = new AtomicBoolean(true);
            shared.moved = rollout -> {
                if (rollout.phase() == Phase.DONE && comes.getAndSet(false)) {
                    shared.ends("chat", "down");
                    shared.ward.box("chat-1").asleep = true;
                }
            };
            shared.fires("chat", "down");
            shared.pass(60);

            assertThat(shared.ward.effects).containsExactly("sleep chat-2", "wake chat-1");
            assertThat(actions(shared))
                    .extracting(action -> action.source().kind())
                    .containsExactly(Source.Kind.TRIGGER, Source.Kind.LOSS);
        }
    }

    /** The room that was found is for one more than are there by then, not than were to stay. */
    @Test
    void whoIsMissedWhenADownIsTakenBackIsStartedBesideThoseThatStillWork() {
        String three = POLICY.replaceFirst("max_replicas: 2", "max_replicas: 3\n    scale_down_increment: 2");
        try (SharedGpu shared = new SharedGpu(three, broken::add, 60)) {
            for (int i = 0; i < 3; i++) {
                shared.ward.add("chat").gpu = Rack.uuid(0);
            }
            shared.pass(10);
            shared.moved = rollout -> {
                if (rollout.phase() == Phase.SCALING) {
                    shared.ward.box("chat-2").requests = 1;
                }
            };
            shared.fires("chat", "down");
            shared.pass(10);
            assertThat(shared.ward.effects).containsExactly("sleep chat-3");
            shared.ward.box("chat-3").ended = true;
            shared.pass(400);

            assertThat(shared.ward.effects).startsWith("sleep chat-3", "start chat-3");
            assertThat(actions(shared)).extracting(Action::result).startsWith(Action.Result.FAILED);
        }
    }

    /** As the daemon does by a restart policy. */
    @Test
    void aSleeperThatIsStartedAgainBySomebodyElseIsStopped() {
        try (SharedGpu shared = shared()) {
            shared.ward.box("code-1").asleep = false;
            shared.ward.box("code-1").state = ReplicaState.STARTING;
            shared.ward.add("code").gpu = Rack.uuid(0);
            shared.ward.box("code-2").asleep = true;
            shared.pass(30);
            assertThat(shared.ward.effects).containsExactly("stop code-1");
            assertThat(actions(shared)).isEmpty();
        }
    }

    /** As the daemon does after it was restarted itself, and with it the host: what was looked at meanwhile had ended. */
    @ParameterizedTest
    @EnumSource(
            value = ReplicaState.class,
            names = {"LOST", "STOPPED"})
    void aSleeperThatHadEndedAndIsStartedAgainGoesBackToSleep(ReplicaState end) {
        try (SharedGpu shared = shared()) {
            Box sleeper = shared.ward.box("code-1");
            sleeper.ended = true;
            sleeper.end = end;
            shared.pass(60);
            sleeper.ended = false;
            sleeper.asleep = false;
            shared.pass(30);
            assertThat(shared.ward.effects).containsExactly("sleep code-1");
            assertThat(actions(shared)).isEmpty();
            assertThat(broken).isEmpty();
        }
    }

    /** One that had ended asleep, and that an up has started, was told to be awake. */
    @Test
    void aSleeperThatHadEndedIsStartedByAnUp() {
        try (SharedGpu shared = new SharedGpu(POLICY, broken::add, 30)) {
            shared.ready = true;
            shared.ward.add("chat").gpu = Rack.uuid(0);
            shared.ward.add("chat").gpu = Rack.uuid(0);
            shared.ward.box("chat-2").asleep = true;
            shared.pass(10);
            shared.ward.box("chat-2").ended = true;
            shared.pass(10);
            shared.fires("chat", "up");
            shared.pass(300);
            assertThat(shared.ward.effects).containsExactly("start chat-2");
            assertThat(shared.awake("chat")).isEqualTo(2);
        }
    }

    @Test
    void aSleeperThatEndsIsMissedByNobody() {
        try (SharedGpu shared = shared()) {
            shared.ward.box("code-1").ended = true;
            shared.pass(600);
            assertThat(shared.ward.effects).isEmpty();
            assertThat(actions(shared)).isEmpty();
        }
    }

    @Test
    void forOneThatCrashesASleeperWakes() {
        try (SharedGpu shared = shared()) {
            Box second = shared.ward.add("chat");
            second.gpu = Rack.uuid(0);
            second.asleep = true;
            shared.pass(10);
            shared.ward.box("chat-1").ended = true;
            shared.pass(60);
            assertThat(shared.ward.effects).containsExactly("wake chat-2");
            assertThat(actions(shared)).extracting(Action::result).containsExactly(Action.Result.DONE);
            assertThat(broken).isEmpty();
        }
    }

    @Test
    void whoHasARequestIsNotPutToSleepBeforeItIsDone() {
        try (SharedGpu shared = shared()) {
            shared.ward.box("chat-1").requests = 1;
            shared.fires("chat", "down");
            shared.pass(120);
            assertThat(shared.ward.effects).isEmpty();
            assertThat(shared.reconciler().waitsFor("chat")).contains("chat-1 has 1 active task");
            shared.ward.box("chat-1").requests = 0;
            shared.pass(10);
            assertThat(shared.ward.effects).containsExactly("sleep chat-1");
        }
    }

    @Test
    void oneThatDoesNotWakeIsStartedAnewInItsPlace() {
        try (SharedGpu shared = shared()) {
            shared.fires("chat", "down");
            shared.pass(60);
            shared.ends("chat", "down");
            shared.ward.box("code-1").stubborn = true;
            shared.fires("code", "up");
            shared.pass(30);
            assertThat(shared.ward.effects)
                    .containsExactly("sleep chat-1", "wake code-1", "wake code-1", "restart code-1");
            assertThat(shared.reconciler().rollouts().get("code").phase()).isEqualTo(Phase.WARMING);
            shared.ward.box("code-1").state = ReplicaState.READY;
            shared.pass(30);
            assertThat(actions(shared)).extracting(Action::result).containsOnly(Action.Result.DONE);
            assertThat(shared.store.decisions("code", null, 9))
                    .extracting(DecisionRecord::detail)
                    .contains("code-1 did not wake (HTTP 500), and was restarted");
            assertThat(broken).isEmpty();
        }
    }

    /** Two replicas of code: an up that started the second is being taken back, which was told to go, while the first fell asleep. */
    private SharedGpu takingBack() {
        SharedGpu shared = new SharedGpu(POLICY, broken::add, 27);
        shared.ward.add("code").gpu = Rack.uuid(0);
        Box second = shared.ward.add("code");
        second.gpu = Rack.uuid(0);
        second.ended = true;
        second.silent = true;
        shared.pass(10);
        shared.fires("code", "up");
        shared.pass(10);
        shared.ward.box("code-1").asleep = true;
        shared.pass(300);
        shared.ends("code", "up");
        assertThat(shared.reconciler().rollouts().get("code").phase()).isEqualTo(Phase.RESTORING);
        assertThat(shared.drained).containsExactly("code-2");
        return shared;
    }

    @Test
    void whoStaysAfterAnUpThatWasTakenBackTakesWorkAgain() {
        try (SharedGpu shared = takingBack()) {
            shared.ward.box("code-2").silent = false;
            shared.pass(60);

            assertThat(shared.reconciler().rollouts()).isEmpty();
            assertThat(shared.ward.effects).containsExactly("start code-2");
            assertThat(shared.drained).isEmpty();
        }
    }

    @Test
    void whoStaysWhereThePolicyLetsGoOfItsServiceTakesWorkAgain() {
        try (SharedGpu shared = takingBack()) {
            shared.reconciler().take(Loop.read(POLICY.substring(0, POLICY.indexOf("  code:"))));
            shared.pass(60);

            assertThat(shared.reconciler().rollouts()).isEmpty();
            assertThat(shared.drained).isEmpty();
        }
    }

    @Test
    void aWokenOneNeedsNoWarmUp() {
        try (SharedGpu shared = shared()) {
            shared.fires("chat", "down");
            shared.pass(60);
            shared.ends("chat", "down");
            shared.fires("code", "up");
            shared.pass(10);
            assertThat(shared.reconciler().rollouts()).isEmpty();
            assertThat(shared.awake("code")).isOne();
        }
    }

    /** {@code -Dheadroom.seed=N} plays others, {@code -Dheadroom.sequences=10000} makes it longer. */
    @Test
    void whateverComesThereIsNeverMoreThanTheGpuHasAndNobodySleepsAtWork() {
        List<Action> actions = IntStream.range(0, SEQUENCES)
                .mapToObj(number -> play(SEED + number))
                .flatMap(List::stream)
                .toList();
        long yields = actions.stream()
                .filter(action -> action.source().kind() == Source.Kind.YIELD)
                .count();
        System.out.printf(
                "standby: -Dheadroom.seed=%d, %d sequences, %d actions, %d of them for another service, %d rules broken%n",
                SEED, SEQUENCES, actions.size(), yields, broken.size());
        assertThat(broken).isEmpty();
        assertThat(yields).isGreaterThanOrEqualTo(SEQUENCES / 80);
    }

    private List<Action> play(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (SharedGpu shared = new SharedGpu(POLICY, what -> broken.add("seed " + seed + ": " + what), 16, 27)) {
            shared.remembers = random.nextBoolean();
            Disturbances disturbances = new Disturbances(shared, random);
            for (int step = 0; step < 25; step++) {
                disturbances.one();
                shared.pass(5 * random.nextInt(1, 8));
            }
            disturbances.end();
            shared.pass(1800);
            disturbances.settled();
            return actions(shared);
        }
    }
}
