package dev.headroom.receiver.backtest.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.Candidates;
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.receiver.backtest.trace.Trace;
import dev.headroom.receiver.lint.RuleSet;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkTimesTest {
    private static final RuleSet SHIPPED =
            ((Candidate.Rules) Candidates.folder("shipped", Path.of("..")).plan()).rules();

    /** A hundred requests, of which ten take {@code seconds} and the others one. */
    private static List<String> outOfReach(double seconds) {
        List<Request> requests = IntStream.range(0, 100)
                .mapToObj(i -> new Request(i, i < 10 ? seconds : 1))
                .toList();
        return new WorkTimes(new Trace(Instant.EPOCH, 100, requests)).outOfReach(SHIPPED, "worker-llm");
    }

    @Test
    void aThresholdBelowTheWorkItselfIsTold() {
        assertThat(outOfReach(7.7))
                .containsExactly("LLMHighLatency: 95 of 100 requests take up to 7.7 s where none waits, more than its"
                        + " threshold of 4 s; no number of replicas lowers that");
    }

    @Test
    void aThresholdAboveIsNot() {
        assertThat(outOfReach(3.9)).isEmpty();
    }
}
