package dev.headroom.receiver.backtest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.backtest.model.Meters.GpuBusy;
import dev.headroom.receiver.backtest.trace.Request;
import dev.headroom.settings.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetersTest {
    private static final String GPU = "nvidia_gpu_utilization_ratio";
    private static final String CACHE = "instance:llm_cache_usage:max";
    private final Requests requests = new Requests(new Objective.Begin(2), 30);

    private Meters meters(int arrivals, GpuBusy busy) {
        List<Request> all = List.of(
                        new Request(1, 100),
                        new Request(2, 100),
                        new Request(3, 100),
                        new Request(4, 100),
                        new Request(5, 100))
                .subList(0, arrivals);
        QueueModel model = new QueueModel(new Capacity(new Work.Slots(4), 50, 30), 2, all, requests);
        model.advance(10);
        model.scaleTo(3, Set.of());
        return new Meters(
                model, requests, new Meters.Settings(new Work.Slots(4), busy, Map.of(), 15, Quantity::duration));
    }

    /** Two replicas of four slots each work, and a third one warms up. NVML counts time in which anything runs. */
    @ParameterizedTest
    @CsvSource({
        "0, ANY, 0",
        "1, ANY, 0.5",
        "2, ANY, 1",
        "5, ANY, 1",
        "1, SLOTS, 0.125",
        "2, SLOTS, 0.25",
        "5, SLOTS, 0.625"
    })
    void aGpuIsBusyAsNvmlDefinesItOrByItsSlots(int arrivals, GpuBusy busy, double utilisation) {
        assertThat(meters(arrivals, busy).value(GPU, Map.of())).isEqualTo(utilisation);
    }

    /** Of two servers that batch one has three requests of 3,000 tokens, and the other two of them. */
    @Test
    void theFullestCacheIsToldOfReplicasThatBatchAlone() {
        Work batching = new Work.Batching(4, 1000, 50, 50, 10_000);
        List<Request> all = IntStream.range(0, 5)
                .mapToObj(i -> new Request(i, 10, 1000, 2000))
                .toList();
        QueueModel model = new QueueModel(new Capacity(batching, 50, 30), 2, all, requests);
        model.advance(10);
        model.scaleTo(3, Set.of());
        Meters meters = new Meters(
                model, requests, new Meters.Settings(batching, GpuBusy.ANY, Map.of(), 15, Quantity::duration));
        assertThat(meters.knows(CACHE)).isTrue();
        assertThat(meters.value(CACHE, Map.of())).isEqualTo(0.9);
        assertThat(meters.value("service:llm_caches:count", Map.of())).isEqualTo(2);
        assertThat(meters(5, GpuBusy.ANY).knows(CACHE)).isFalse();
    }

    @Test
    void whoeverReadsItIsToldWhatItIs() {
        Meters meters = meters(1, GpuBusy.ANY);
        assertThat(meters.notes()).isEmpty();
        meters.value(GPU, Map.of());
        assertThat(meters.notes()).singleElement().asString().contains("any request, as NVML and DCGM tell it");
    }
}
