package dev.headroom.receiver.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.Explanation;
import dev.headroom.receiver.decision.Reason;
import dev.headroom.receiver.decision.Sentence;
import dev.headroom.receiver.target.Observation;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a target can never do is refused before anything is done, with what to change; downs go on. */
class ObstacleTest {

    private static final String FIXED = "its host port 8080 is fixed: publish only the container's port";

    private final Loop loop = Loop.of("""
            version: 1
            services:
              app: {min_replicas: 1, max_replicas: 8, triggers: {cpu: {cooldown: 1m}}}
            """);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void anUpIsRefusedWithTheRemedyAndNothingIsTried() {
        loop.fleet.obstacle = FIXED;
        loop.fire("Up service=app trigger=cpu scale=up").pass(60);
        assertThat(loop.fleet.changesOf("app")).isEmpty();
        assertThat(loop.store.actions(Loop.BEGINS)).isEmpty();
        Explanation told = loop.explanation("app");
        assertThat(told.reason()).isEqualTo(Reason.OBSTACLE);
        assertThat(Sentence.of(told, ZoneOffset.UTC)).contains(FIXED);
        loop.fleet.obstacle = "";
        loop.pass(10);
        assertThat(loop.replicas("app")).isEqualTo(2);
    }

    /** Nobody is drained for it. */
    @Test
    void aDownBelowWhatTheTargetCanHaveIsRefusedWithTheRemedyAndNothingIsTried() {
        loop.fleet.set("app", 3);
        loop.pass(180);
        loop.fleet.least = new Observation.Least(3, "an autoscaler keeps 3: lower its minReplicas");
        loop.fire("Down service=app trigger=cpu scale=down").pass(180);
        assertThat(loop.replicas("app")).isEqualTo(3);
        assertThat(loop.fleet.changesOf("app")).isEmpty();
        assertThat(loop.explanation("app").reason()).isEqualTo(Reason.OBSTACLE);
        assertThat(Sentence.of(loop.explanation("app"), ZoneOffset.UTC)).contains("an autoscaler keeps 3");
        loop.fleet.least = new Observation.Least(2, "it keeps 2");
        loop.pass(180);
        assertThat(loop.replicas("app")).isEqualTo(2);
    }

    @Test
    void aDownIsNotHindered() {
        loop.fleet.set("app", 3);
        loop.fleet.obstacle = FIXED;
        loop.pass(180);
        loop.fire("Down service=app trigger=cpu scale=down").pass(180);
        assertThat(loop.replicas("app")).isLessThan(3);
    }
}
