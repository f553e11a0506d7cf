package dev.headroom.receiver.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fixtures.WrittenPart;
import dev.headroom.receiver.decision.Action;
import dev.headroom.receiver.decision.Direction;
import dev.headroom.receiver.decision.Review;
import dev.headroom.receiver.decision.Source;
import dev.headroom.receiver.hook.Hook;
import dev.headroom.receiver.rollout.Transitions.Course;
import dev.headroom.receiver.rollout.Transitions.Event;
import dev.headroom.receiver.rollout.Transitions.Transition;
import dev.headroom.receiver.target.TargetException;
import dev.headroom.receiver.time.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each line of the table is gone through by the runner that goes by it, on every course that has its phase. */
class TransitionsTest {

    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final int BEFORE = 4;

    private final List<String> log = new ArrayList<>();
    private final ScriptedReplicas world = new ScriptedReplicas(START, log).hooks(Hook.values());
    private Instant now = START;
    private Review review = new Review.Stands();
    private final List<Phase> saved = new ArrayList<>();

    private final RolloutRunner runner = new RolloutRunner(
            new RolloutRunner.World(
                    world, world, (action, seen) -> review, () -> true, (moving, at) -> Moment.steady(moving.since())),
            rollout -> saved.add(rollout.phase()),
            () -> Moment.steady(now));

    /** Of an up that was begun nobody can tell that it has had no effect; of a repair it does not matter. */
    static Stream<Arguments> lines() {
        return Arrays.stream(Course.values())
                .flatMap(course -> Transitions.all().stream()
                        .filter(line -> line.from() == Phase.RESTORING
                                ? course != Course.REPAIR
                                : course.phases().contains(line.from()))
                        .filter(line ->
                                course != Course.UP || line.from().untouched() || line.event() != Event.UNWANTED)
                        .filter(line -> course != Course.REPAIR || line.event() != Event.HALTED)
                        .map(line -> Arguments.of(course, line)));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void everyLineIsGoneThrough(Course course, Transition line) {
        Rollout rollout = begin(course, line.from());
        happens(line.event(), rollout);

        runner.advance(rollout, ScriptedReplicas.service(true));

        assertThat(saved).first().isEqualTo(expected(course, line));
    }

    private static Phase expected(Course course, Transition line) {
        if (line.to().isEmpty()) {
            return course.phases().get(course.phases().indexOf(line.from()) + 1);
        }
        return course == Course.REPAIR && line.to().get() == Phase.RESTORING
                ? Phase.FAILED
                : line.to().get();
    }

    private void happens(Event event, Rollout rollout) {
        switch (event) {
            case COMPLETE -> {}
            case LATE -> {
                world.failure = "no engine";
                now = now.plus(Duration.ofHours(2));
            }
            case IMPOSSIBLE -> {
                world.scaleFailure = "not allowed";
                world.kind = TargetException.Kind.NEVER;
            }
            case UNWANTED -> review = new Review.Overruled("nothing asks for it");
            case HALTED -> {
                review = new Review.Overruled("nothing asks for it");
                if (rollout.action().direction() == Direction.DOWN) {
                    world.replicas(1, 2, 3);
                }
            }
            case OVERTAKEN -> {
                world.replicas(1);
                world.lost = 0;
            }
        }
    }

    private Rollout begin(Course course, Phase phase) {
        boolean down = course == Course.DOWN;
        int after = down ? BEFORE - 2 : BEFORE + 1;
        boolean set = phase.set();
        world.replicas(Stream.iterate(1, number -> number + 1)
                .limit(set ? after : BEFORE)
                .mapToInt(Integer::intValue)
                .toArray());
        if (course == Course.REPAIR) {
            world.lost = set ? 0 : 1;
        }
        Source source = course == Course.REPAIR ? Source.loss() : Source.trigger("cpu");
        Action action = new Action("a1", "app", START, source, Set.of(), BEFORE, after, Action.Result.RUNNING, null);
        Set<String> kept = down ? Set.of("app-1", "app-2") : Set.of("app-1", "app-2", "app-3", "app-4");
        return new Rollout(action, phase, START, "", kept);
    }

    @Test
    void everyPhaseThatHasNotEndedHasLinesAndEachEventLeadsToOnePlace() {
        assertThat(Transitions.all().stream().map(Transition::from).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(Phase.class).stream()
                        .filter(phase -> !phase.ended())
                        .collect(Collectors.toSet()));
        assertThat(Transitions.all().stream()
                        .map(line -> line.from() + " " + line.event())
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void thePictureIsTheTable() throws IOException {
        StringBuilder drawn = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> PLANNED\n");
        Stream.of(Course.UP, Course.DOWN)
                .flatMap(course -> arrows(course).stream())
                .distinct()
                .forEach(arrow -> drawn.append("    ").append(arrow).append('\n'));
        EnumSet.allOf(Phase.class).stream()
                .filter(Phase::ended)
                .forEach(phase -> drawn.append("    ").append(phase).append(" --> [*]\n"));
        new WrittenPart(Path.of("../docs/sequence.md"), "TransitionsTest")
                .mustBe(drawn.append("```\n").toString());
    }

    private static List<String> arrows(Course course) {
        return Transitions.all().stream()
                .filter(line ->
                        line.from() == Phase.RESTORING || course.phases().contains(line.from()))
                .collect(Collectors.groupingBy(
                        line -> line.from() + " --> " + expected(course, line),
                        LinkedHashMap::new,
                        Collectors.mapping(
                                line -> line.event().name().toLowerCase(Locale.ROOT), Collectors.joining(", "))))
                .entrySet()
                .stream()
                .map(arrow -> arrow.getKey() + " : " + arrow.getValue())
                .toList();
    }
}
