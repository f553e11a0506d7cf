package dev.headroom.receiver.standby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.receiver.policy.GpuNeeds;
import dev.headroom.receiver.policy.ReplicaLimits;
import dev.headroom.receiver.policy.ScaleDownWhen;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Standby;
import dev.headroom.receiver.policy.Timings;
import dev.headroom.receiver.target.Fence;
import dev.headroom.receiver.target.Observation;
import dev.headroom.receiver.target.Observation.Replica;
import dev.headroom.receiver.target.Place;
import dev.headroom.receiver.target.ReplicaState;
import dev.headroom.receiver.target.TargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done to replicas that can sleep, where the count is of the awake. */
class StandbyTargetTest {
    private static final ServicePolicy TWO_BEDS = service(new Standby(1, 1, 40, 20, Standby.YIELDS_AFTER));

    /** So much passes whenever somebody asks for the time. */
    private long passes = 1_000_000_000;

    private long nanos;
    private boolean leads = true;
    private final List<String> woken = new ArrayList<>();
    private final Told told = new Told();
    private final Ward ward = new Ward(new Fence(() -> leads));
    private final StandbyTarget target = new StandbyTarget(
            ward,
            ward,
            new Fence(() -> leads),
            told,
            new WakeTimes() {
                @Override
                public void woke(String service, int level, Duration took) {
                    woken.add(service + " " + level);
                }

                @Override
                public void restarted(String service) {
                    woken.add(service + " restarted");
                }
            },
            () -> nanos += passes,
            Runnable::run);

    private static ServicePolicy service(@Nullable Standby standby) {
        return new ServicePolicy(
                "llm",
                new ReplicaLimits(1, 8, 1, 1),
                Timings.DEFAULT,
                GpuNeeds.NONE,
                new ServicePolicy.ScaleDown(ScaleDownWhen.ANY, false),
                12,
                new ServicePolicy.Targets(0, 0),
                Map.of(),
                null,
                "",
                standby);
    }

    private void awake(int count) {
        for (int i = 0; i < count; i++) {
            ward.add("llm");
        }
    }

    private void asleep(int count) {
        for (int i = 0; i < count; i++) {
            ward.add("llm").asleep = true;
        }
    }

    @Test
    void theCountIsOfTheAwake() throws TargetException {
        awake(2);
        asleep(1);

        Observation seen = target.observe(TWO_BEDS);

        assertThat(seen.desired()).isEqualTo(2);
        assertThat(seen.counting()).extracting(Replica::name).containsExactly("llm-1", "llm-2");
        assertThat(seen.asleep()).extracting(Replica::name).containsExactly("llm-3");
        assertThat(seen.ready()).isEqualTo(2);
    }

    @Test
    void anUpWakesBeforeItStarts() throws TargetException {
        awake(1);
        asleep(2);

        target.scaleTo(TWO_BEDS, 4, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("wake llm-2", "wake llm-3", "start llm-4");
        assertThat(woken).containsExactly("llm 1", "llm 1");
        target.scaleTo(TWO_BEDS, 4, Set.of("llm-1"));
        assertThat(ward.effects).hasSize(3);
    }

    @Test
    void whereThereArePlacesWhoeverHasOneWakes() throws TargetException {
        awake(1);
        asleep(2);

        target.scaleTo(TWO_BEDS, 3, Set.of("llm-1"), List.of(new Place("GPU-1", "llm-3"), Place.on("GPU-2")));

        assertThat(ward.effects).containsExactly("wake llm-3", "start llm-4");
        assertThat(ward.box("llm-4").gpu).isEqualTo("GPU-2");
    }

    @Test
    void oneThatEndedBetweenTwoTriesIsReplacedWhereItWas() throws TargetException {
        awake(1);
        List<Place> places = List.of(Place.on("GPU-1"), Place.on("GPU-2"));
        target.scaleTo(TWO_BEDS, 3, Set.of("llm-1"), places);
        ward.box("llm-2").ended = true;

        target.scaleTo(TWO_BEDS, 3, Set.of("llm-1"), places);

        assertThat(ward.effects).containsExactly("start llm-2", "start llm-3", "start llm-2");
    }

    /** Its memory is free, but nobody looked whether it is enough for one that is started elsewhere. */
    @Test
    void nobodyIsStartedWithoutAPlaceForOneThatFellAsleepBetweenTwoTries() throws TargetException {
        awake(1);
        List<Place> places = List.of(Place.on("GPU-1"));
        target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"), places);
        ward.box("llm-1").asleep = true;

        target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"), places);

        assertThat(ward.effects).containsExactly("start llm-2");
    }

    @Test
    void aSleeperThatIsGoneIsReplacedInItsPlace() throws TargetException {
        awake(1);

        target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"), List.of(new Place("GPU-1", "llm-2")));

        assertThat(ward.effects).containsExactly("start llm-2");
        assertThat(ward.box("llm-2").gpu).isEqualTo("GPU-1");
    }

    /** As of a connection that was kept, and that the server had closed: three minutes of a start are too much for that. */
    @Test
    void oneWhoseConnectionWasCutIsAskedOnceMore() throws TargetException {
        awake(1);
        asleep(1);
        ward.box("llm-2").cutOff = true;

        assertThat(target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"))).isEmpty();

        assertThat(ward.effects).containsExactly("wake llm-2", "wake llm-2");
        assertThat(target.observe(TWO_BEDS).ready()).isEqualTo(2);
    }

    @Test
    void oneThatDoesNotWakeIsRestartedWhereItIs() throws TargetException {
        awake(1);
        asleep(1);
        ward.box("llm-2").stubborn = true;

        List<String> remarks = target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("wake llm-2", "wake llm-2", "restart llm-2");
        assertThat(remarks).containsExactly("llm-2 did not wake (HTTP 500), and was restarted");
        assertThat(target.observe(TWO_BEDS).desired()).isEqualTo(2);
        assertThat(target.observe(TWO_BEDS).ready()).isOne();
        assertThat(woken).containsExactly("llm restarted");
    }

    @Test
    void aDownPutsToSleepAsManyAsTheMainMemoryHoldsAndStopsTheOthers() throws TargetException {
        awake(4);

        target.stopOthers(TWO_BEDS, 1, Set.of("llm-2"));

        assertThat(ward.effects).containsExactly("sleep llm-4", "sleep llm-3", "stop llm-1");
        assertThat(target.observe(TWO_BEDS).counting())
                .extracting(Replica::name)
                .containsExactly("llm-2");
        target.stopOthers(TWO_BEDS, 1, Set.of("llm-2"));
        assertThat(ward.effects).hasSize(3);
    }

    @Test
    void withoutStandbyADownStopsAndAnUpStillWakes() throws TargetException {
        awake(2);
        asleep(1);
        ServicePolicy none = service(null);

        target.stopOthers(none, 1, Set.of("llm-1"));
        target.scaleTo(none, 2, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("stop llm-2", "wake llm-3");
    }

    @Test
    void oneThatHasARequestIsWaitedForAndNotPutToSleep() throws TargetException {
        awake(2);
        ward.box("llm-2").requests = 3;

        assertThatThrownBy(() -> target.stopOthers(TWO_BEDS, 1, Set.of("llm-1")))
                .isInstanceOfSatisfying(TargetException.class, e -> {
                    assertThat(e.kind()).isEqualTo(TargetException.Kind.CONFLICT);
                    assertThat(e).hasMessage("llm-2 has requests: 3");
                });
        assertThat(ward.effects).isEmpty();

        assertThat(target.scaleTo(TWO_BEDS, 1, Set.of("llm-1")))
                .as("what is taken back does not wait, and is stopped")
                .containsExactly("llm-2 was not put to sleep but stopped: llm-2 has requests: 3");
        assertThat(ward.effects).containsExactly("stop llm-2");
    }

    @Test
    void oneThatWillNotSleepIsStopped() throws TargetException {
        awake(2);
        ward.box("llm-2").stubborn = true;

        assertThat(target.stopOthers(TWO_BEDS, 1, Set.of("llm-1")))
                .containsExactly("llm-2 was not put to sleep but stopped: HTTP 500");
        assertThat(ward.effects).containsExactly("sleep llm-2", "stop llm-2");
    }

    @Test
    void byWakingAloneNoneIsStarted() throws TargetException {
        awake(1);
        asleep(1);

        assertThatThrownBy(() -> target.wake(TWO_BEDS, 3, Set.of("llm-1"), List.of()))
                .hasMessage("2 of llm are to wake and 1 of them sleep: wake starts none, scale does")
                .isInstanceOfSatisfying(
                        TargetException.class, e -> assertThat(e.kind()).isEqualTo(TargetException.Kind.NEVER));
        assertThat(ward.effects).isEmpty();
        target.wake(TWO_BEDS, 2, Set.of("llm-1"), List.of());
        target.wake(TWO_BEDS, 2, Set.of("llm-1"), List.of());

        assertThat(ward.effects).containsExactly("wake llm-2");
    }

    @Test
    void byPuttingToSleepAloneNoneIsStopped() throws TargetException {
        awake(5);
        ward.box("llm-5").state = ReplicaState.UNHEALTHY;

        assertThatThrownBy(() -> target.putToSleep(TWO_BEDS, 4, Set.of("llm-1", "llm-2", "llm-3", "llm-4")))
                .hasMessage("llm-5 is unhealthy");
        ward.box("llm-5").state = ReplicaState.READY;
        ward.box("llm-5").stubborn = true;
        assertThatThrownBy(() -> target.putToSleep(TWO_BEDS, 4, Set.of("llm-1", "llm-2", "llm-3", "llm-4")))
                .hasMessage("llm-5 was not put to sleep: HTTP 500");
        ward.box("llm-5").stubborn = false;
        assertThatThrownBy(() -> target.putToSleep(TWO_BEDS, 2, Set.of("llm-1", "llm-2")))
                .hasMessage("llm-3 was not put to sleep: host_memory holds no further one");

        assertThat(ward.effects).containsExactly("sleep llm-5", "sleep llm-5", "sleep llm-4");
    }

    @Test
    void whoWasToldToSleepKeepsItsBed() throws TargetException {
        awake(4);
        asleep(1);
        told.byService.put("llm", Set.of("llm-4", "llm-5"));

        target.stopOthers(TWO_BEDS, 2, Set.of("llm-1", "llm-2"));
        assertThat(ward.effects).as("both beds are somebody's").containsExactly("stop llm-3");

        target.stopOthers(TWO_BEDS, 2, Set.of("llm-1", "llm-2"));
        assertThat(ward.effects).containsExactly("stop llm-3", "sleep llm-4");
    }

    /** Another hand has put somebody to sleep meanwhile. */
    @Test
    void whoWasToldToSleepIsStoppedWhereAnotherSleepsInItsPlace() throws TargetException {
        awake(2);
        asleep(2);
        told.byService.put("llm", Set.of("llm-2", "llm-3"));

        target.stopOthers(TWO_BEDS, 1, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("stop llm-2");
    }

    @Test
    void oneThatIsNotReadyIsStopped() throws TargetException {
        awake(2);
        ward.box("llm-2").state = ReplicaState.UNHEALTHY;

        target.stopOthers(TWO_BEDS, 1, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("stop llm-2");
    }

    @Test
    void whileOneDoesNotTellNothingIsStartedOrStopped() throws TargetException {
        awake(1);
        asleep(1);
        awake(1);
        ward.box("llm-3").silent = true;

        Observation seen = target.observe(TWO_BEDS);

        assertThat(seen.desired()).isEqualTo(2);
        assertThat(seen.ready()).isOne();
        assertThat(seen.obstacle()).isEqualTo("it is not known whether llm-3 sleeps: it is silent");
        assertThat(seen.platform().updating()).isEqualTo(seen.obstacle());
        assertThatThrownBy(() -> target.scaleTo(TWO_BEDS, 3, Set.of())).hasMessage(seen.obstacle());
        assertThat(ward.effects).isEmpty();
    }

    @Test
    void oneThatLoadsIsAwake() throws TargetException {
        awake(2);
        ward.box("llm-2").state = ReplicaState.STARTING;

        Observation seen = target.observe(TWO_BEDS);

        assertThat(seen.desired()).isEqualTo(2);
        assertThat(seen.obstacle()).isEmpty();
    }

    @Test
    void whoeverLeadsNoMoreDoesNothing() throws TargetException {
        awake(2);
        asleep(1);
        leads = false;

        assertThatThrownBy(() -> target.scaleTo(TWO_BEDS, 3, Set.of()))
                .hasMessage("did not wake llm-3: this process does not lead any more");
        assertThatThrownBy(() -> target.stopOthers(TWO_BEDS, 1, Set.of("llm-1")))
                .hasMessage("did not put llm-2 to sleep: this process does not lead any more");
        assertThat(ward.effects).isEmpty();
    }

    @Test
    void allMaySleepWhereOneContainerIsTheLeast() throws TargetException {
        awake(1);

        assertThat(target.observe(TWO_BEDS).least().count()).isZero();
        assertThat(target.observe(service(null)).least().count()).isOne();
        target.stopOthers(TWO_BEDS, 0, Set.of());

        assertThat(target.observe(TWO_BEDS).desired()).isZero();
        assertThat(ward.boxes).hasSize(1);
    }

    @Test
    void whoIsKeptAndHasNoBedStaysAwake() throws TargetException {
        awake(5);

        Observation.Least least = target.observe(service(new Standby(4, 1, 40, 20, Standby.YIELDS_AFTER)))
                .least();

        assertThat(least.count()).isEqualTo(2);
        assertThat(least.why()).startsWith("4 of llm are kept, awake or asleep, and no more than 2 may sleep");
    }

    @Test
    void whoIsToldToSleepOrToWakeIsWrittenDownBefore() throws TargetException {
        awake(3);
        List<String> known = new ArrayList<>();
        ward.at = (effect, box) -> known.add(effect + " " + told.byService.get("llm"));

        target.stopOthers(TWO_BEDS, 2, Set.of("llm-1", "llm-2"));
        target.scaleTo(TWO_BEDS, 3, Set.of("llm-1", "llm-2"));

        assertThat(known).containsExactly("sleep [llm-3]", "wake []");
    }

    @Test
    void whereItCannotBeWrittenDownNobodyIsTold() {
        awake(2);
        asleep(1);
        told.full = true;

        assertThatThrownBy(() -> target.stopOthers(TWO_BEDS, 1, Set.of("llm-1")))
                .hasMessage("the disk is full");
        assertThatThrownBy(() -> target.scaleTo(TWO_BEDS, 3, Set.of())).hasMessage("the disk is full");
        assertThat(ward.effects).isEmpty();
    }

    @Test
    void whoWasToldToSleepAndIsAwakeDoesNotCountAndAnUpWakesAnother() throws TargetException {
        awake(2);
        asleep(1);
        told.byService.put("llm", Set.of("llm-2", "llm-3"));

        Observation seen = target.observe(TWO_BEDS);
        target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"));
        target.stopOthers(TWO_BEDS, 2, Set.of("llm-1", "llm-3"));

        assertThat(seen.desired()).isOne();
        assertThat(seen.roused()).extracting(Replica::name).containsExactly("llm-2");
        assertThat(ward.effects).containsExactly("wake llm-3", "sleep llm-2");
    }

    @Test
    void whoWasToldToSleepAndDoesNotTellIsNeitherCountedNorStopped() throws TargetException {
        awake(2);
        told.byService.put("llm", Set.of("llm-2"));
        ward.box("llm-2").silent = true;

        Observation seen = target.observe(TWO_BEDS);

        assertThat(seen.desired()).isOne();
        assertThat(seen.platform().updating()).isEqualTo("it is not known whether llm-2 sleeps: it is silent");
        assertThatThrownBy(() -> target.stopOthers(TWO_BEDS, 1, Set.of("llm-1")))
                .hasMessage("llm-2 does not tell its requests: it is silent");
        assertThat(ward.effects).isEmpty();
    }

    @Test
    void oneThatIsStartedAnewIsNotTakenForOneThatIsGone() throws TargetException {
        awake(1);
        told.byService.put("llm", Set.of("llm-2"));

        target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"));

        assertThat(target.observe(TWO_BEDS).counting())
                .extracting(Replica::name)
                .containsExactly("llm-1", "llm-2");
    }

    /** Whether it is awake is not known: it may have lost its weights. */
    @Test
    void oneThatDoesNotTellAfterItsWakeIsRestarted() throws TargetException {
        awake(1);
        asleep(1);
        ward.at = (effect, box) -> box.silent = effect.equals("wake");

        List<String> remarks = target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("wake llm-2", "restart llm-2");
        assertThat(remarks).containsExactly("llm-2 did not wake (it is silent), and was restarted");
    }

    @Test
    void whatStandsAgainstAnotherContainerStandsAgainstNoSleeper() throws TargetException {
        awake(1);
        ward.obstacle = "a fixed port";
        assertThat(target.observe(TWO_BEDS).obstacle()).isEqualTo("a fixed port");
        asleep(2);

        Observation seen = target.observe(TWO_BEDS);

        assertThat(seen.obstacle()).isEmpty();
        assertThat(seen.platform().most()).isEqualTo(new Observation.Most(3, "a fixed port"));
    }

    /** It has one bed, whatever it tells. */
    @Test
    void whoWasToldToSleepAndDoesNotTellTakesOneBed() throws TargetException {
        awake(3);
        told.byService.put("llm", Set.of("llm-3"));
        ward.box("llm-3").silent = true;

        target.scaleTo(TWO_BEDS, 1, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("sleep llm-2");
    }

    /** The daemon may start the other one again at any time. */
    @Test
    void ofThoseThatEndedAsleepOnlyWhoIsStartedIsToBeAwake() throws TargetException {
        awake(1);
        asleep(2);
        told.byService.put("llm", Set.of("llm-2", "llm-3"));
        ward.box("llm-2").ended = true;
        ward.box("llm-3").ended = true;

        target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("start llm-2");
        assertThat(told.byService.get("llm")).containsExactly("llm-3");
    }

    @Test
    void whoHasEndedAsleepIsToSleepOnWhereAnotherWakes() throws TargetException {
        awake(1);
        asleep(2);
        told.byService.put("llm", Set.of("llm-2", "llm-3"));
        ward.box("llm-2").ended = true;

        target.scaleTo(TWO_BEDS, 2, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("wake llm-3");
        assertThat(told.byService.get("llm")).containsExactly("llm-2");
    }

    @Test
    void oneThatIsUnhealthyAndDoesNotTellMayTakeABed() throws TargetException {
        awake(4);
        ward.box("llm-4").state = ReplicaState.UNHEALTHY;
        ward.box("llm-4").silent = true;

        target.stopOthers(TWO_BEDS, 1, Set.of("llm-1"));

        assertThat(ward.effects).containsExactly("sleep llm-3", "stop llm-2", "stop llm-4");
    }

    @Test
    void withinASecondAServerIsNotAskedTwiceUnlessSomethingWasDone() throws TargetException {
        awake(2);
        passes = 100_000_000;
        target.observe(TWO_BEDS);
        ward.box("llm-2").asleep = true;
        assertThat(target.observe(TWO_BEDS).asleep()).isEmpty();

        target.scaleTo(TWO_BEDS, 2, Set.of());
        assertThat(target.observe(TWO_BEDS).asleep()).extracting(Replica::name).containsExactly("llm-2");

        ward.box("llm-2").asleep = false;
        nanos += 1_000_000_000;
        assertThat(target.observe(TWO_BEDS).asleep()).isEmpty();
    }
}
