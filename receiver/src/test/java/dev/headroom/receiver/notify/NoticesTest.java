package dev.headroom.receiver.notify;

import static dev.headroom.receiver.store.Samples.T0;
import static dev.headroom.receiver.store.Samples.at;
import static dev.headroom.receiver.store.Samples.in;
import static dev.headroom.receiver.store.Samples.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.alert.AlertLifecycle;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Explanation.Outcome;
import dev.headroom.receiver.decision.Guard;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Verdict;
import dev.headroom.receiver.policy.Priority;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.rollout.Phase;
import dev.headroom.receiver.rollout.Rollout;
import dev.headroom.receiver.store.memory.InMemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People are told at least once, in the order of the history, and never in the way of what is done. */
class NoticesTest {
    private static final Set<Kind> ALL = EnumSet.allOf(Kind.class);

    @TempDir
    private Path folder;

    private final InMemoryStore store = new InMemoryStore(new AlertLifecycle(Duration.ofMinutes(7), null));
    private final List<String> told = new ArrayList<>();
    private ScalingPolicy policy;
    private Evidence.Finding seen = sight(Evidence.Sight.CLEAR, "");
    private Instant now = T0;
    private boolean down;
    private Notices notices;

    @BeforeEach
    void begin() throws IOException {
        policy = PolicyFile.read(Files.writeString(folder.resolve("policy.yml"), """
                version: 1
                services: {worker-llm: {min_replicas: 1, max_replicas: 8}}
                """));
        notices = notices(ALL);
        notices.turn();
    }

    private static Evidence.Finding sight(Evidence.Sight sight, String reason) {
        return new Evidence.Finding(sight, null, reason, null);
    }

    private Notices notices(Set<Kind> about) {
        return new Notices(
                store,
                new Notices.World(() -> policy, () -> seen, () -> now),
                new Notices.Terms(Form.JSON, about, Duration.ofSeconds(10)),
                this::post);
    }

    @SuppressWarnings("unchecked")
    private void post(Map<String, Object> body) throws IOException {
        if (down) {
            throw new IOException("hooks.example answered 503");
        }
        ((List<Map<String, Object>>) body.get("notices"))
                .forEach(notice -> told.add(notice.get("kind") + ": " + notice.get("text")));
    }

    private List<String> turn() {
        told.clear();
        now = now.plusSeconds(10);
        notices.turn();
        return List.copyOf(told);
    }

    private Rollout begun(String id) {
        Rollout rollout = planned(id, "worker-llm", now);
        store.begin(rollout, explanation(Outcome.SCALE, Reason.MATRIX, 2, 3, List.of()));
        return rollout;
    }

    private Explanation explanation(Outcome outcome, Reason reason, int from, int to, List<Verdict> verdicts) {
        return new Explanation(
                "worker-llm", now, outcome, reason, from, to, "high-traffic", Priority.P0, null, verdicts, List.of());
    }

    private void held(Reason reason, int from, int to, Verdict... verdicts) {
        store.record(explanation(Outcome.HOLD, reason, from, to, List.of(verdicts)));
    }

    @Test
    void whatCameOfAnActionIsToldWhenItEnds() {
        Rollout rollout = begun("a");
        assertThat(turn()).as("it still runs").isEmpty();
        store.save(in(rollout, Phase.DONE, at(5), ""));
        assertThat(turn()).containsExactly("done: worker-llm goes from 2 to 3: rule high-traffic, P0: done");
        assertThat(turn()).as("once").isEmpty();
        store.save(in(begun("b"), Phase.FAILED, at(50), "not ready in time; restored to 2"));
        assertThat(turn())
                .containsExactly(
                        "failed: worker-llm goes from 2 to 3: rule high-traffic, P0: failed (not ready in time; restored to 2)");
        store.save(in(begun("c"), Phase.CANCELLED, at(60), ""));
        assertThat(turn()).hasSize(1).first().asString().startsWith("taken_back: ");
    }

    @Test
    void whatStandsInTheWayIsTold() {
        held(Reason.BOUNDS, 8, 8, new Verdict(Guard.BOUNDS, false, "at the maximum of 8", null));
        held(Reason.BOUNDS, 1, 1, new Verdict(Guard.BOUNDS, false, "at the minimum of 1", null));
        held(Reason.OVERRIDE, 2, 3, new Verdict(Guard.OVERRIDE, false, "frozen by ana: maintenance", null));
        held(
                Reason.INEFFECTIVE,
                2,
                3,
                new Verdict(Guard.INEFFECTIVE, false, "somebody else has set the count back", null));
        held(Reason.INEFFECTIVE, 2, 3, new Verdict(Guard.INEFFECTIVE, false, "3 ups in a row did not become", null));
        held(Reason.COOLDOWN, 2, 3, new Verdict(Guard.COOLDOWN, false, "cooldown of queue_length", null));

        assertThat(turn())
                .extracting(line -> line.substring(0, line.indexOf(':')))
                .containsExactly("at_limit", "frozen", "other_hand", "failed");
    }

    @Test
    void aClockThatIsSetBackHoldsNoNoticeBack() {
        held(Reason.OVERRIDE, 2, 3, new Verdict(Guard.OVERRIDE, false, "frozen by ana: maintenance", null));
        down = true;
        assertThat(turn()).isEmpty();
        down = false;
        now = now.minus(Duration.ofDays(1));
        assertThat(turn()).hasSize(1);
    }

    @Test
    void timesAreToTheMillisecond() {
        Notice notice = new Notice(
                Kind.DONE, Instant.parse("2026-11-24T04:00:00.123456789Z"), null, "app", "app goes from 2 to 3");
        assertThat(Form.JSON.body(List.of(notice)).toString()).contains("at=2026-11-24T04:00:00.123Z,");
    }

    @Test
    void blindnessIsToldOnceAndSoIsItsEnd() {
        seen = sight(Evidence.Sight.BLIND, "no news from Alertmanager for 5m");
        assertThat(turn())
                .containsExactly(
                        "blind: Headroom is blind, and alerts change no count: no news from Alertmanager for 5m");
        assertThat(turn()).isEmpty();
        notices = notices(ALL);
        assertThat(turn()).as("after a restart").isEmpty();
        seen = sight(Evidence.Sight.CLEAR, "");
        assertThat(turn()).hasSize(1).first().asString().startsWith("blind: Headroom sees again");
    }

    @Test
    void whatWasNotTakenIsSentAgainAlsoByTheNextProcess() {
        store.save(in(begun("a"), Phase.DONE, at(5), ""));
        down = true;
        assertThat(turn()).isEmpty();
        notices = notices(ALL);
        down = false;
        assertThat(turn()).hasSize(1);
    }

    @Test
    void aServerThatRefusesIsAskedMoreAndMoreSeldom() {
        down = true;
        held(Reason.OVERRIDE, 2, 3);
        turn();
        down = false;
        assertThat(turn()).as("10 s later").isEmpty();
        assertThat(turn()).as("20 s later").hasSize(1);
    }

    @Test
    void whatWasBeforeTheFirstStartIsNotTold() {
        InMemoryStore other = new InMemoryStore(new AlertLifecycle(Duration.ofMinutes(7), null));
        other.record(explanation(Outcome.HOLD, Reason.OVERRIDE, 2, 3, List.of()));
        Notices late = new Notices(
                other,
                new Notices.World(() -> policy, () -> seen, () -> now),
                new Notices.Terms(Form.JSON, ALL, Duration.ofSeconds(10)),
                this::post);
        late.turn();
        late.turn();
        assertThat(told).isEmpty();
    }

    @Test
    void aStormIsOneMessageOfTheNewest() {
        for (int i = 0; i < 200; i++) {
            now = now.plusSeconds(1);
            held(Reason.OVERRIDE, 2, 3);
        }
        assertThat(turn()).hasSize(21).first().asString().contains("180 earlier notices, see: headroom decisions");
    }

    @Test
    void onlyWhatIsAskedForIsTold() {
        notices = notices(Set.of(Kind.FAILED));
        store.save(in(begun("a"), Phase.DONE, at(5), ""));
        store.save(in(begun("b"), Phase.ABANDONED, at(6), "nothing helps"));
        assertThat(turn()).hasSize(1).first().asString().startsWith("failed: ");
    }

    @Test
    void whoDoesNotLeadTellsNothing() {
        store.lead(false);
        held(Reason.OVERRIDE, 2, 3);
        assertThat(turn()).isEmpty();
    }

    @Test
    void whatAnAlertSaysMentionsNobody() {
        Notice notice = new Notice(Kind.FAILED, T0, 1L, "app", "<!channel> [click](http://evil) & more");
        assertThat(Form.SLACK.body(List.of(notice)))
                .isEqualTo(Map.of("text", "Look: &lt;!channel&gt; [click](http://evil) &amp; more"));
        assertThat(Form.TEAMS.body(List.of(notice)).toString())
                .contains("AdaptiveCard", "\\<!channel> \\[click\\]\\(http://evil\\)");
    }

    @Test
    void theCursorIsReadAsItWasWritten() {
        Cursor cursor = new Cursor(17, List.of(12L, 9L), true);
        assertThat(cursor.text()).isEqualTo("17;9,12;blind");
        assertThat(Cursor.of(cursor.text())).contains(cursor);
        assertThat(Cursor.of("0;;")).contains(new Cursor(0, List.of(), false));
        assertThat(Cursor.of("of another release")).isEmpty();
    }
}
