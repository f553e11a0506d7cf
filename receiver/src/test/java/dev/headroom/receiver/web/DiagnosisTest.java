package dev.headroom.receiver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Evidence.Finding;
import dev.headroom.receiver.decision.Evidence.Sight;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.AlertRef;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.decision.Times;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.web.ServiceView.OverrideView;
import dev.headroom.receiver.web.ServiceView.RolloutView;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of a service first: what is wrong, since when, what Headroom does, what a person can do. */
class DiagnosisTest {
    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");
    private static final Instant THEN = NOW.minusSeconds(600);
    private static final Instant LATER = NOW.plusSeconds(430);
    private static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");
    private static final Finding CLEAR = new Finding(Sight.CLEAR, null, "", null);
    private static final Finding BLIND =
            new Finding(Sight.BLIND, Evidence.Part.SOURCE, "no sign of life from Prometheus", THEN);
    private static final Explanation STEADY = told(Reason.STEADY, 3, 3, null);

    private static Explanation told(Reason reason, int from, int to, String source, Verdict... verdicts) {
        return new Explanation(
                "llm",
                NOW,
                Outcome.HOLD,
                reason,
                from,
                to,
                source,
                source == null ? null : Priority.P1,
                source == null ? null : LATER,
                List.of(verdicts),
                source == null ? List.of() : List.of(new AlertRef("QueueBuildup", "1")));
    }

    private static ServiceView view(Integer desired, Integer ready, RolloutView rollout, OverrideView order) {
        return new ServiceView("llm", desired, ready, 2, 8, 2, rollout, order, List.of(), List.of(), "", List.of());
    }

    private static Diagnosis of(ServiceView view, Explanation told, Finding finding, Action last) {
        return Diagnosis.of(new Signs(view, told, THEN, finding, last, THEN, THEN, Times.in(SEOUL)));
    }

    private static Diagnosis judged(Explanation told) {
        return of(view(3, 3, null, null), told, CLEAR, null);
    }

    private static Action ended(Action.Result result) {
        return new Action("a", "llm", THEN, Source.trigger("queue"), Set.of(), 2, 3, result, NOW);
    }

    @Test
    void nothingIsTheMatter() {
        Diagnosis quiet = judged(STEADY);

        assertThat(quiet.condition()).isEqualTo(Condition.QUIET);
        assertThat(quiet.what()).isEqualTo("nothing asks for a change");
        assertThat(quiet.since()).isEqualTo(THEN);
    }

    @Test
    void aFailureStaysOnTopUntilAnotherActionComes() {
        Diagnosis failed = of(view(2, 2, null, null), STEADY, BLIND, ended(Action.Result.FAILED));

        assertThat(failed.condition()).isEqualTo(Condition.FAILED);
        assertThat(failed.what()).isEqualTo("to go from 2 to 3");
        assertThat(failed.since()).isEqualTo(NOW);
        assertThat(failed.does()).isEqualTo("Has restored the count before. Now: nothing asks for a change.");
        assertThat(failed.can()).contains("Read the log of the replica");
        Action down = new Action("a", "llm", THEN, Source.trigger("queue"), Set.of(), 3, 2, Action.Result.FAILED, NOW);
        assertThat(of(view(3, 3, null, null), STEADY, CLEAR, down).can())
                .isEqualTo("Read why in the history: headroom decisions --service llm.");
        assertThat(of(view(3, 3, null, null), STEADY, CLEAR, ended(Action.Result.DONE))
                        .condition())
                .isEqualTo(Condition.QUIET);
        assertThat(of(view(2, 2, null, null), STEADY, CLEAR, ended(Action.Result.ABANDONED))
                        .does())
                .startsWith("Could set neither");
    }

    @Test
    void whoHasStoppedTryingSaysUntilWhen() {
        Verdict stop = new Verdict(Guard.INEFFECTIVE, false, "3 ups in a row did not become healthy", LATER);
        Diagnosis stopped = judged(told(Reason.INEFFECTIVE, 3, 4, "queue", stop));

        assertThat(stopped.condition()).isEqualTo(Condition.FAILED);
        assertThat(stopped.does())
                .as("in the policy's zone")
                .isEqualTo("Stays at 3, and tries nothing more until 23:07:10.");
    }

    @Test
    void aTargetThatIsGoneIsUnknownWhateverWasTrueBefore() {
        Explanation gone = Explanation.unknown("llm", NOW, "Docker cannot be reached");
        Diagnosis unknown = of(view(null, null, null, null), gone, BLIND, ended(Action.Result.FAILED));

        assertThat(unknown.condition()).isEqualTo(Condition.UNKNOWN);
        assertThat(unknown.what()).contains("Docker cannot be reached");
        assertThat(unknown.since()).isEqualTo(THEN);
        assertThat(unknown.does()).contains("looks again");
    }

    @Test
    void whileAlertsAreNotHeardNobodyIsQuiet() {
        Diagnosis blind = of(view(3, 3, null, null), STEADY, BLIND, null);

        assertThat(blind.condition()).isEqualTo(Condition.BLIND);
        assertThat(blind.since()).isEqualTo(THEN);
        assertThat(blind.does()).contains("neither up nor down");
        assertThat(blind.can()).contains("by hand");
    }

    @Test
    void missingReplicasAreTroubleUnlessARolloutBringsThem() {
        RolloutView rollout = new RolloutView("a", Phase.WARMING, 2, 3, THEN, "");

        assertThat(of(view(3, 2, null, null), STEADY, CLEAR, null).what()).isEqualTo("2 of 3 ready");
        Diagnosis rolling = of(view(3, 2, rollout, null), STEADY, CLEAR, null);
        assertThat(rolling.condition()).isEqualTo(Condition.ROLLING);
        assertThat(rolling.what()).isEqualTo("from 2 to 3: warming");
    }

    @Test
    void anUpAtTheMaximumIsTroubleAndADownAtTheMinimumIsNot() {
        Verdict most = new Verdict(Guard.BOUNDS, false, "at the maximum of 8", null);
        Verdict least = new Verdict(Guard.BOUNDS, false, "at the minimum of 2", null);
        Verdict memory = new Verdict(Guard.VRAM, false, "GPU 0 has 4 % free", null);

        Diagnosis limit = of(view(8, 8, null, null), told(Reason.BOUNDS, 8, 8, "queue", most), CLEAR, null);
        assertThat(limit.condition()).isEqualTo(Condition.LIMIT);
        assertThat(limit.what()).isEqualTo("QueueBuildup wants more; at the maximum of 8");
        assertThat(limit.can()).contains("max_replicas");
        assertThat(judged(told(Reason.VRAM, 3, 4, "queue", memory)).can()).contains("Free GPU memory");
        Diagnosis idle = of(view(2, 2, null, null), told(Reason.BOUNDS, 2, 2, "queue", least), CLEAR, null);
        assertThat(idle.condition()).isEqualTo(Condition.QUIET);
    }

    @Test
    void anOrderNamesWhoGaveItAndWhatItDoes() {
        OverrideView freeze = new OverrideView(Kind.FREEZE, 0, "ana", "do not touch", LATER);
        Diagnosis ordered = of(view(3, 3, null, freeze), STEADY, CLEAR, null);

        assertThat(ordered.condition()).isEqualTo(Condition.ORDERED);
        assertThat(ordered.what()).isEqualTo("freeze until 23:07:10 by ana: do not touch");
        assertThat(ordered.does()).isEqualTo("Does nothing to it until 23:07:10, whatever fires.");
        assertThat(ordered.can()).isEqualTo("Ask ana. Release ends it now.");
        assertThat(ordered.since()).isEqualTo(THEN);
        OverrideView pin = new OverrideView(Kind.PIN, 4, "ana", "sale", LATER);
        assertThat(of(view(4, 4, null, pin), STEADY, CLEAR, null).does()).startsWith("Keeps it at 4 until");
    }

    @Test
    void aWishThatWaitsSaysUntilWhen() {
        Verdict cooldown = new Verdict(Guard.COOLDOWN, false, "cooldown of queue", LATER);
        Diagnosis refused = judged(told(Reason.COOLDOWN, 3, 4, "queue", cooldown));

        assertThat(refused.condition()).isEqualTo(Condition.REFUSED);
        assertThat(refused.what()).isEqualTo("QueueBuildup wants 4; cooldown of queue until 23:07:10");
        assertThat(refused.does()).isEqualTo("Stays at 3 at least until 23:07:10.");
    }
}
