package dev.headroom.receiver.backtest.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.trace.Ramp.Stage;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RampTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final List<Stage> STAGES = List.of(new Stage(2, 2), new Stage(0, 3), new Stage(1, 2));

    private static Trace trace(long seed) {
        return new Ramp(STAGES, 4000, 100, seed).trace(NOON, Speed.DEFAULT);
    }

    @Test
    void eachStageBringsItsRequestsEvenly() {
        assertThat(trace(1).seconds()).isEqualTo(7);
        assertThat(trace(1).requests()).extracting(Request::at).containsExactly(0.0, 0.5, 1.0, 1.5, 5.0, 6.0);
    }

    @Test
    void tokensAreNearTheirMeanAndTheSameForTheSameSeed() {
        assertThat(trace(1)).isEqualTo(trace(1)).isNotEqualTo(trace(2));
        assertThat(trace(1).requests()).allSatisfy(request -> {
            assertThat(request.context()).isBetween(3600.0, 4400.0);
            assertThat(request.generated()).isBetween(90.0, 110.0);
            assertThat(request.work()).isEqualTo(request.context() / 8000 + request.generated() / 60);
        });
    }

    @Test
    void whoeverMovesOrRepeatsARequestKeepsItsTokens() {
        Trace twice = new Shape(Shape.USUAL_DAY, 2, 1).scaled(trace(1).from(NOON.minusSeconds(60)));
        assertThat(twice.requests())
                .hasSize(12)
                .extracting(Request::context)
                .containsExactlyInAnyOrderElementsOf(Stream.of(trace(1), trace(1))
                        .flatMap(trace -> trace.requests().stream())
                        .map(Request::context)
                        .toList());
    }
}
