package dev.headroom.receiver.decision;

import static dev.headroom.receiver.decision.Timeline.day;
import static dev.headroom.receiver.decision.Timeline.scaled;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.decision.ManualOverride.Kind;
import dev.headroom.receiver.gpu.VramGate.Room;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the gate over GPU memory is asked, and for what. */
class RoomOnGpusTest {

    @Test
    void theGateIsAskedForTheCountToReach() {
        Timeline day = day().vram(wish -> new Room(
                        wish.to() <= 3, wish.to() + " of " + wish.service().name() + " fit", List.of()))
                .at("10:00")
                .firing("LLMQueueBuildup")
                .then(scaled("worker-llm", 2, 3))
                .at("10:10")
                .holds("worker-llm", Reason.VRAM, null);
        assertThat(day.verdict("worker-llm", Guard.VRAM).detail()).isEqualTo("4 of worker-llm fit");
    }

    @Test
    void theGateIsNotAskedForServicesWithoutAGpu() {
        day().vram(wish -> new Room(false, "full", List.of()))
                .at("10:00")
                .firing("AppHighCPU", "RLLongEpisodes")
                .then(scaled("app", 2, 3), scaled("worker-rl", 1, 2));
    }

    @Test
    void theGateIsNotAskedForDowns() {
        day().replicas("worker-llm", 4)
                .vram(wish -> new Room(false, "full", List.of()))
                .at("10:00")
                .firing("LLMQueueDrained")
                .then(scaled("worker-llm", 4, 3));
    }

    @Test
    void everyGuardGivesItsVerdictAlsoAfterTheFirstRefusal() {
        Timeline day = day().replicas("worker-llm", 8)
                .at("10:00")
                .order(Kind.FREEZE, "worker-llm", 0, "11:00")
                .firing("VRAMHeadroomLow", "LLMQueueBuildup");
        List<Verdict> verdicts = day.decision("worker-llm").verdicts();
        assertThat(verdicts).extracting(Verdict::guard).containsExactly(Guard.values());
        assertThat(verdicts)
                .filteredOn(Verdict::refused)
                .extracting(Verdict::guard)
                .containsExactly(Guard.OVERRIDE, Guard.VRAM, Guard.BOUNDS);
        day.holds("worker-llm", Reason.OVERRIDE, null);
    }
}
