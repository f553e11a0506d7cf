package dev.headroom.receiver.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipped rules are true of services that live, on a real Prometheus; sixty times as fast, so that an hour is a minute. */
@Timeout(300)
@ParameterizedClass
@EnumSource(Generation.class)
@Execution(CONCURRENT)
class LivingRulesIT {

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    private final Servers servers = new Servers();
    private final int port = Distribution.freePort();
    private final Http prometheus = Http.at(port);
    private LivingServices services;

    @BeforeEach
    void start() throws IOException {
        generation.assumeHas(LivingRulesIT.class, "prometheus");
        services = servers.add(new LivingServices());
        Path rules = folder.resolve("rules");
        Shipped.rules(rules);
        for (String file : List.of("switches.rules.yml", "adapters/dcgm.rules.yml")) {
            Path from = Distribution.ROOT.resolve("alert-rules").resolve(file);
            Files.writeString(
                    rules.resolve(from.getFileName()), Files.readString(from).replace("interval: 15s", "interval: 1s"));
        }
        Files.writeString(
                folder.resolve("prometheus.yml"),
                "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [" + rules + "/*.yml]\n"
                        + services.scrapes());
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    /** Starts Prometheus, which goes on with what another one kept. */
    private Child prometheus() throws IOException {
        Child child = new Pipeline(generation, servers, folder).prometheus(folder.resolve("prometheus.yml"), port);
        Waiting.until("Prometheus is ready", () -> prometheus.answers("/-/ready"));
        return child;
    }

    @Test
    void whatIsRecordedAndFiresIsTrueOfServicesThatLive() throws IOException {
        Child first = prometheus();
        services.live(9);
        first.kill();
        prometheus();
        services.live(30);
        assertThat(value("service:load_if_one_fewer:max1h{service=\"worker-llm\"}"))
                .as("the hour was not seen")
                .isNaN();
        services.live(32);
        SoftAssertions.assertSoftly(softly -> {
            containers(softly);
            softly.assertThat(value("max_over_time(service:load_if_one_fewer:max10m{service=\"app\"}[1m])"))
                    .as("none of four is ready")
                    .isNaN();
            softly.assertThat(value("service:load_if_one_fewer:max1h{service=\"worker-llm\"}"))
                    .as("the hour was seen")
                    .isCloseTo(1.5, within(0.01));
            softly.assertThat(value("min_over_time(service:gpu_utilization:avg2m{service=\"worker-llm\"}[40s])"))
                    .as("two of eight GPUs are in use")
                    .isEqualTo(1);
            softly.assertThat(value("count(gpu:gpu_memory_free:ratio)"))
                    .as("no other environment's GPU is ours")
                    .isEqualTo(8);
            softly.assertThat(value("max_over_time(service:rl_checkpoints:increase1h[50s])"))
                    .as("two trainers write 8 checkpoints an hour each")
                    .isBetween(4.0, 9.5);
            alerts(softly);
        });
    }

    private void containers(SoftAssertions softly) {
        // Of half the life: a mean of few seconds says more of a busy machine's scrapes than of the containers.
        String app = "service:cpu_usage:ratio_rate5m{service=\"app\"}[30s])";
        softly.assertThat(value("min_over_time(" + app))
                .as("replicas that are replaced")
                .isBetween(0.7, 0.9);
        softly.assertThat(value("max_over_time(" + app)).as("the same, at most").isBetween(0.8, 1.0);
        String without = "{service=\"worker-rl\"}[40s])";
        softly.assertThat(value("avg_over_time(service:cpu_usage:ratio_rate5m" + without))
                .as("7.9 of 8 cores without a limit")
                .isCloseTo(0.9875, within(0.05));
        softly.assertThat(value("avg_over_time(service:memory_working_set:ratio" + without))
                .as("80 % of the memory without a limit")
                .isCloseTo(0.8, within(0.001));
    }

    private void alerts(SoftAssertions softly) {
        softly.assertThat(everFired())
                .as("alerts after the restart of Prometheus")
                .contains("AppHighCPU", "AppRequestQueueBuildup", "TtlTunerStale")
                .doesNotContain(
                        "AppLowCPU",
                        "AppLowMemory",
                        "AppRequestQueueDrained",
                        "VRAMHeadroomLow",
                        "LLMQueueBuildup",
                        "LLMHighTaskFailureRate",
                        "RLTrainingQueueBuildup",
                        "RLHighCheckpointFrequency");
        softly.assertThat(value("min_over_time((count(ALERTS{alertname=\"AppRequestQueueBuildup\","
                        + "alertstate=\"firing\"}) or vector(0))[50s:1s])"))
                .as("two lost scrapes end no alert")
                .isEqualTo(1);
        softly.assertThat(value("min_over_time((count(ALERTS{alertname=\"AppHighCPU\","
                        + "alertstate=\"firing\"}) or vector(0))[25s:1s])"))
                .as("no replacement ends an alert")
                .isEqualTo(1);
    }

    private Stream<String> everFired() {
        JsonNode fired = query("max_over_time(ALERTS{alertstate=\"firing\"}[55s])");
        return StreamSupport.stream(fired.spliterator(), false)
                .map(series -> series.at("/metric/alertname").asText());
    }

    /** Of the one series that Prometheus has; NaN where there is none. */
    private double value(String expr) {
        JsonNode result = query(expr);
        assertThat(result.size()).as(expr).isLessThan(2);
        return result.isEmpty() ? Double.NaN : result.at("/0/value/1").asDouble();
    }

    private JsonNode query(String expr) {
        return prometheus
                .get("/api/v1/query?query=" + URLEncoder.encode(expr, UTF_8))
                .at("/data/result");
    }
}
