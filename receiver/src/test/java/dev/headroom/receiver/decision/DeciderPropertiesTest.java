package dev.headroom.receiver.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.alert.AlertState;
import dev.headroom.receiver.alert.AlertUpdate;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.policy.Benefit;
import dev.headroom.receiver.policy.Effect;
import dev.headroom.receiver.policy.MatrixRule;
import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What holds in every history. {@code -Dheadroom.seed=N} repeats a run. */
class DeciderPropertiesTest {

    private static final int HISTORIES = 1000;
    private static final int STEPS = 25;
    private static final Set<Reason> KEPT = Set.of(Reason.TRIGGER, Reason.MATRIX, Reason.SCHEDULE);
    private static final long SEED = Long.getLong("headroom.seed", new SplittableRandom().nextLong());

    @BeforeAll
    static void tellTheSeed() {
        System.out.println("DeciderPropertiesTest: -Dheadroom.seed=" + SEED);
    }

    @Test
    void whatIsDoneIsAllowed() {
        Tally tally = new Tally();
        inEveryHistory((history, random) -> {
            tally.takenBack(history.reconsider());
            Situation situation = history.situation();
            history.world.policy().services().values().forEach(service -> {
                doubtsOnlyWhatIsJudged(service, situation);
                tally.doubts(doubts(service, situation).size());
            });
            List<Decision> decisions = Decider.decide(history.world.policy(), situation);
            assertThat(decisions).hasSize(situation.services().size());
            assertThat(Decider.decide(history.world.policy(), history.shuffled()))
                    .as("the order of alerts and actions")
                    .isEqualTo(decisions);
            for (Decision decision : decisions) {
                if (decision instanceof Decision.Scale scale) {
                    tally.count(scale);
                    staysWithinBounds(scale);
                    breaksNoVeto(scale, history, situation);
                    keepsCooldowns(scale, history, situation.now().wall());
                    goesDownOnlyWhereNoneWantsUp(scale, history, situation);
                    history.perform(scale);
                } else {
                    isHonest((Decision.Hold) decision, situation.now().wall());
                }
            }
        });
        tally.sawEverything();
    }

    /** Alertmanager repeats, reorders and replays; see {@link AlertLifecycle}. */
    @Test
    void repeatedReorderedAndReplayedNotificationsChangeNothing() {
        for (int i = 0; i < HISTORIES; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            RandomHistory history = new RandomHistory(random);
            List<AlertUpdate> sent = notifications(history.world.alerts(), random);
            Beliefs once = new Beliefs();
            Beliefs replayed = new Beliefs();
            for (int from = 0; from < sent.size(); from += 10) {
                List<AlertUpdate> batch = sent.subList(from, Math.min(sent.size(), from + 10));
                once.receive(batch);
                replayed.receive(withReplays(sent.subList(0, from + batch.size()), batch, random));
                assertSameDecisions(history, once, replayed, i);
            }
            Beliefs reordered = new Beliefs();
            reordered.receive(withReplays(sent, sent, random));
            assertSameDecisions(history, once, reordered, i);
        }
    }

    private static void inEveryHistory(BiConsumer<RandomHistory, SplittableRandom> check) {
        for (int i = 0; i < HISTORIES; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            RandomHistory history = new RandomHistory(random);
            for (int step = 0; step < STEPS; step++) {
                history.step();
                try {
                    check.accept(history, random);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            "-Dheadroom.seed=" + SEED + ", history " + i + ", step " + step + ": " + e.getMessage(), e);
                }
            }
        }
    }

    private static void isHonest(Decision.Hold hold, Instant now) {
        assertThat(hold.until() == null || hold.until().isAfter(now))
                .as("%s", hold)
                .isTrue();
        assertThat(hold.wanted() == null).as("%s", hold).isEqualTo(hold.reason() == Reason.STEADY);
        boolean refused = hold.verdicts().stream().anyMatch(Verdict::refused);
        boolean kept = hold.wanted() != null && !refused;
        assertThat(kept)
                .as("a wish that is met keeps it: %s", hold)
                .isEqualTo(KEPT.contains(hold.reason()) && !refused);
        assertThat(!kept || hold.against().stream().anyMatch(Proposal::down))
                .as("%s", hold)
                .isTrue();
    }

    private static void staysWithinBounds(Decision.Scale scale) {
        var limits = scale.proposal().service().replicas();
        assertThat(scale.to()).as("%s", scale).isGreaterThanOrEqualTo(limits.min());
        if (scale.from() <= limits.max()) {
            assertThat(scale.to()).as("%s", scale).isLessThanOrEqualTo(limits.max());
        } else {
            assertThat(scale.to()).as("%s", scale).isLessThan(scale.from());
        }
        assertThat(scale.to() > scale.from()).isEqualTo(scale.proposal().up());
        assertThat(scale.to()).isNotEqualTo(scale.from());
    }

    private static void breaksNoVeto(Decision.Scale scale, RandomHistory history, Situation situation) {
        if (!scale.proposal().up()) {
            return;
        }
        assertThat(holding(history, situation))
                .filteredOn(rule -> rule.then().get(scale.service()) instanceof Effect.HoldScaleUp)
                .filteredOn(rule -> rule.priority().compareTo(scale.proposal().priority()) <= 0)
                .as("rules that hold %s", scale)
                .isEmpty();
        boolean gated = scale.proposal().service().gpu().check();
        assertThat(gated && situation.firing().names().contains("VramLow"))
                .as("VRAM is low: %s", scale)
                .isFalse();
    }

    private static void keepsCooldowns(Decision.Scale scale, RandomHistory history, Instant now) {
        Source source = scale.proposal().source();
        if (source.kind() != Source.Kind.TRIGGER && source.kind() != Source.Kind.MATRIX) {
            return;
        }
        lengths(scale, history)
                .forEach((name, length) -> assertThat(history.actions)
                        .filteredOn(action -> action.service().equals(scale.service()))
                        .filteredOn(action -> action.result() != Action.Result.CANCELLED)
                        .filteredOn(action -> action.source().name().equals(name)
                                || action.triggers().contains(name))
                        .filteredOn(action -> action.at().plus(length).isAfter(now))
                        .as("actions within the cooldown of %s before %s", name, scale)
                        .isEmpty());
    }

    /** The source's own cooldown, and those of the service's triggers whose alerts are behind it. */
    private static Map<String, Duration> lengths(Decision.Scale scale, RandomHistory history) {
        Map<String, Duration> lengths = new HashMap<>();
        ServicePolicy service = scale.proposal().service();
        for (Alert alert : scale.proposal().because()) {
            Trigger trigger = service.triggers().get(alert.labels().getOrDefault("trigger", ""));
            if (trigger != null && service.name().equals(alert.label("service"))) {
                lengths.put(trigger.name(), trigger.cooldown());
            }
        }
        history.world.policy().matrix().stream()
                .filter(rule -> rule.name().equals(scale.proposal().source().name()))
                .forEach(rule -> lengths.put(rule.name(), rule.cooldown()));
        return lengths;
    }

    private static void goesDownOnlyWhereNoneWantsUp(Decision.Scale scale, RandomHistory history, Situation situation) {
        if (scale.proposal().up()
                || scale.proposal().source().kind() == Source.Kind.OVERRIDE
                || scale.proposal().intoLimits()) {
            return;
        }
        ServicePolicy service = scale.proposal().service();
        assertThat(situation.firing().all())
                .filteredOn(alert -> service.name().equals(alert.label("service")))
                .filteredOn(alert -> wantsUp(alert, scale.from()))
                .filteredOn(alert -> !isDoubted(alert, situation))
                .as("alerts that want an up against %s", scale)
                .isEmpty();
        assertThat(holding(history, situation))
                .filteredOn(rule -> wantsUp(rule.then().get(service.name()), service, scale.from()))
                .filteredOn(rule -> !doubts(service, situation).contains(rule.name()))
                .as("rules that want an up against %s", scale)
                .isEmpty();
        defendsEveryLevel(scale, situation);
        assertThat(scale.from())
                .isGreaterThanOrEqualTo(
                        history.world.policy().floor(service, situation.now().wall()));
    }

    private static boolean isDoubted(Alert alert, Situation situation) {
        return "up".equals(alert.label("scale"))
                && situation
                        .trials()
                        .doubts(alert.labels().getOrDefault("service", ""))
                        .containsKey(alert.labels().getOrDefault("trigger", ""));
    }

    private static Set<String> doubts(ServicePolicy service, Situation situation) {
        return situation.trials().doubts(service.name()).keySet();
    }

    /** Nothing is doubted while something says that the service is loaded, and only what the policy says may be. */
    private static void doubtsOnlyWhatIsJudged(ServicePolicy service, Situation situation) {
        Set<String> doubts = doubts(service, situation);
        assertThat(situation.firing().of(service.name()))
                .filteredOn(alert -> "up".equals(alert.label("scale")))
                .filteredOn(alert -> benefit(service, alert) == Benefit.LOAD)
                .as("load that is seen, beside doubts of %s", doubts)
                .matches(loads -> doubts.isEmpty() || loads.isEmpty());
        assertThat(doubts)
                .filteredOn(source -> service.triggers().containsKey(source))
                .allMatch(source -> service.triggers().get(source).benefit() == Benefit.JUDGED);
    }

    private static @Nullable Benefit benefit(ServicePolicy service, Alert alert) {
        Trigger trigger = service.triggers().get(alert.labels().getOrDefault("trigger", ""));
        return trigger == null ? null : trigger.benefit();
    }

    /** No down goes below the largest number that an alert names. */
    private static void defendsEveryLevel(Decision.Scale scale, Situation situation) {
        ServicePolicy service = scale.proposal().service();
        int most = Math.min(service.replicas().max(), scale.from());
        assertThat(situation.firing().all())
                .filteredOn(alert -> service.name().equals(alert.label("service")))
                .filteredOn(alert -> "to".equals(alert.label("scale")))
                .filteredOn(alert -> !"many".equals(alert.annotation("replicas")))
                .allSatisfy(alert -> assertThat(scale.to())
                        .as("%s defends its count against %s", alert, scale)
                        .isGreaterThanOrEqualTo(Math.min(most, Integer.parseInt(alert.annotation("replicas")))));
    }

    private static boolean wantsUp(Alert alert, int current) {
        return "up".equals(alert.label("scale"))
                || ("to".equals(alert.label("scale"))
                        && !"many".equals(alert.annotation("replicas"))
                        && Integer.parseInt(alert.annotation("replicas")) > current);
    }

    private static boolean wantsUp(Effect effect, ServicePolicy service, int current) {
        return effect instanceof Effect.ScaleUp
                || (effect instanceof Effect.ScaleTo to && to.replicas() > current)
                || (effect instanceof Effect.ScaleToMin && service.replicas().min() > current);
    }

    private static List<MatrixRule> holding(RandomHistory history, Situation situation) {
        String window =
                history.world.policy().schedule().windowAt(situation.now().wall());
        return history.world.policy().matrix().stream()
                .filter(rule -> rule.when().holds(situation.scene(window)))
                .toList();
    }

    /** Each alert fires and ends, again and again; notifications of one alert are in order. */
    private static List<AlertUpdate> notifications(List<Alert> alerts, SplittableRandom random) {
        List<AlertUpdate> sent = new ArrayList<>();
        Map<Fingerprint, Alert> firing = new HashMap<>();
        Instant time = Instant.parse("2026-03-10T09:00:00Z");
        for (int i = 0; i < 30; i++) {
            time = time.plusSeconds(random.nextInt(1, 60));
            Alert alert = RandomWorld.oneOf(alerts, random);
            Alert known = firing.remove(alert.fingerprint());
            if (known == null) {
                known = new Alert(alert.fingerprint(), alert.labels(), alert.annotations(), time);
                firing.put(alert.fingerprint(), known);
                sent.add(AlertUpdate.firing(known));
            } else {
                sent.add(AlertUpdate.resolved(known, time));
            }
        }
        return sent;
    }

    private static List<AlertUpdate> withReplays(
            List<AlertUpdate> all, List<AlertUpdate> batch, SplittableRandom random) {
        List<AlertUpdate> delivered = new ArrayList<>(batch);
        for (int i = random.nextInt(20); i > 0; i--) {
            delivered.add(RandomWorld.oneOf(all, random));
        }
        Collections.shuffle(delivered, new Random(random.nextLong()));
        return delivered;
    }

    private static void assertSameDecisions(RandomHistory history, Beliefs expected, Beliefs actual, int number) {
        assertThat(actual.decisions(history))
                .as("-Dheadroom.seed=%d, history %d", SEED, number)
                .isEqualTo(expected.decisions(history));
    }

    /** What is believed of all alerts, one hour after the first. */
    private static final class Beliefs {
        private static final Instant NOW = Instant.parse("2026-03-10T10:00:00Z");
        private final AlertLifecycle lifecycle = new AlertLifecycle(Duration.ofMinutes(7), Duration.ofSeconds(15));
        private final Map<Fingerprint, AlertState> states = new HashMap<>();

        void receive(List<AlertUpdate> updates) {
            for (AlertUpdate update : updates) {
                states.compute(
                        update.alert().fingerprint(),
                        (key, before) -> lifecycle.after(before, update, Moment.steady(NOW)));
            }
        }

        List<Decision> decisions(RandomHistory history) {
            Situation other = history.situation();
            FiringAlerts firing = FiringAlerts.at(Moment.steady(NOW), states.values(), lifecycle, end -> true);
            return Decider.decide(
                    history.world.policy(),
                    new Situation(
                            Moment.steady(NOW),
                            firing,
                            other.services(),
                            Ledger.empty(),
                            new Evidence(
                                    Moment.steady(NOW),
                                    Moment.steady(NOW),
                                    Evidence.Source.unheard(Watchdog.none()),
                                    Duration.ofMinutes(5),
                                    null),
                            VramGate.unchecked(),
                            Trials.NONE));
        }
    }

    /** Proof that the histories reach what the properties are about. */
    private static final class Tally {
        private final Set<Source.Kind> kinds = new HashSet<>();
        private int ups;
        private int downs;
        private int takenBack;
        private int doubts;

        void count(Decision.Scale scale) {
            kinds.add(scale.proposal().source().kind());
            ups += scale.proposal().up() ? 1 : 0;
            downs += scale.proposal().up() ? 0 : 1;
        }

        void doubts(int count) {
            doubts += count;
        }

        void takenBack(int count) {
            takenBack += count;
        }

        void sawEverything() {
            assertThat(kinds)
                    .contains(Source.Kind.TRIGGER, Source.Kind.MATRIX, Source.Kind.SCHEDULE, Source.Kind.OVERRIDE);
            assertThat(List.of(ups, downs, takenBack, doubts)).allMatch(count -> count > 5);
        }
    }
}
