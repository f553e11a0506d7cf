package dev.headroom.receiver.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.receiver.init.Facts.Job;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which adapter fits is read off its expressions and the series that a system writes. */
class AdapterChoiceTest {

    static List<Adapter> adapters() {
        return Found.SHIPPED.adapters();
    }

    private static Source source(String name, Set<String> labels) {
        Set<String> series = Found.series(name);
        Job job = new Job(name, new TreeMap<>(Map.of("", series)), Map.of(), Set.of(), labels);
        return Source.of(job, name, false, series, Found.SHIPPED);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void ofWhatASystemWritesItsOwnAdapterIsChosenAlone(Adapter adapter) {
        Set<String> labels = adapter.name().endsWith("kubernetes") ? Set.of("UUID", "exported_pod") : Set.of("UUID");

        assertThat(source(adapter.name(), labels).adapters()).containsExactly(adapter);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void allThatAnAdapterRecordsComesOfWhatItsSystemWrites(Adapter adapter) {
        Stream<String> exported = Stream.concat(Found.series(adapter.name()).stream(), Slots.SETTINGS.stream());
        List<Recording> rules = Stream.concat(adapter.rules().stream(), Found.SHIPPED.signals().stream())
                .toList();

        assertThat(Reach.of(exported.toList(), rules).names())
                .containsAll(adapter.rules().stream().map(Recording::name).toList());
    }

    @Test
    void whatNothingWasMadeForIsNobodys() {
        Set<String> series = Set.of("node_cpu_seconds_total", "go_goroutines", "prometheus_http_requests_total");

        assertThat(Found.SHIPPED.adapters()).noneMatch(adapter -> adapter.fits(series));
    }

    @Test
    void aRoleIsThatOfTheMetricsThatAreMade() {
        assertThat(source("vllm", Set.of()).role(Found.SHIPPED)).contains(Role.LLM);
        assertThat(source("celery", Set.of()).role(Found.SHIPPED)).contains(Role.LLM);
        assertThat(source("fastapi-instrumentator", Set.of()).role(Found.SHIPPED))
                .contains(Role.HTTP);
        assertThat(source("haproxy", Set.of()).role(Found.SHIPPED)).contains(Role.HTTP);
        assertThat(source("dcgm", Set.of("UUID")).role(Found.SHIPPED)).isEmpty();
    }
}
