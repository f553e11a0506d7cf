package dev.headroom.receiver.gpu.prometheus;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuSnapshot;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GPUs out of Prometheus, by Headroom's names and by DCGM's. */
class PrometheusProbeTest {

    @RegisterExtension
    static final WireMockExtension PROMETHEUS = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private static PrometheusProbe probe(Names names, String selector) {
        return new PrometheusProbe(Endpoint.open(URI.create(PROMETHEUS.baseUrl() + "/")), names, selector);
    }

    private static void answers(String query, String... samples) {
        PROMETHEUS.stubFor(get(urlPathEqualTo("/api/v1/query"))
                .withQueryParam("query", equalTo(query))
                .willReturn(okJson("{\"status\": \"success\", \"data\": {\"resultType\": \"vector\", \"result\": ["
                        + String.join(",", samples) + "]}}")));
    }

    private static String sample(String labels, String value) {
        return "{\"metric\": {%s}, \"value\": [1795521600.0, \"%s\"]}".formatted(labels, value);
    }

    private static String ours(String name, int gpu, String service, String value) {
        return sample(
                "\"__name__\": \"nvidia_gpu_%s\", \"gpu\": \"%d\", \"gpu_uuid\": \"GPU-%d\", \"service\": \"%s\""
                        .formatted(name, gpu, gpu, service),
                value);
    }

    private static final String OURS =
            "{__name__=~\"nvidia_gpu_memory_free_bytes|nvidia_gpu_memory_used_bytes|nvidia_gpu_utilization_ratio|nvidia_gpu_memory_total_bytes\"%s}";
    private static final String DCGM =
            "{__name__=~\"DCGM_FI_DEV_FB_FREE|DCGM_FI_DEV_FB_USED|DCGM_FI_DEV_GPU_UTIL|DCGM_FI_DEV_FB_RESERVED\"%s}";

    @Test
    void headroomsOwnNamesAreReadOnceAGpuAndAreAsOldAsTheOldestSample() throws GpuException {
        answers(
                OURS.formatted(",instance=\"gpu-1:9095\""),
                ours("memory_free_bytes", 1, "worker-llm", "1.5e+10"),
                ours("memory_total_bytes", 1, "worker-llm", "4e+10"),
                ours("memory_free_bytes", 0, "worker-llm", "3e+10"),
                ours("memory_free_bytes", 0, "worker-rl", "3e+10"),
                ours("memory_total_bytes", 0, "worker-llm", "4e+10"),
                ours("utilization_ratio", 0, "worker-llm", "0.25"));
        answers(
                "timestamp(nvidia_gpu_memory_free_bytes{instance=\"gpu-1:9095\"})",
                sample("\"gpu\": \"0\"", "1795521590.5"),
                sample("\"gpu\": \"1\"", "1795521585"));
        GpuSnapshot read = probe(Names.HEADROOM, "instance=\"gpu-1:9095\"").read();
        assertThat(read.at()).isEqualTo(Instant.ofEpochSecond(1795521585));
        assertThat(read.gpus()).extracting(Gpu::uuid).containsExactly("GPU-0", "GPU-1");
        assertThat(read.gpus().get(0).memory()).isEqualTo(new Gpu.Memory(40_000_000_000L, 30_000_000_000L));
        assertThat(read.gpus()).extracting(Gpu::utilization).containsExactly(0.25, null);
    }

    @Test
    void dcgmTellsMebibytesWhoseSumIsTheTotal() throws GpuException {
        String labels =
                "\"__name__\": \"DCGM_FI_DEV_%s\", \"gpu\": \"0\", \"UUID\": \"GPU-7a\", \"modelName\": \"NVIDIA A100\"";
        answers(
                DCGM.formatted(""),
                sample(labels.formatted("FB_FREE"), "30000"),
                sample(labels.formatted("FB_USED"), "10000"),
                sample(labels.formatted("FB_RESERVED"), "960"),
                sample(labels.formatted("GPU_UTIL"), "85"));
        answers("timestamp(DCGM_FI_DEV_FB_FREE{})", sample("\"gpu\": \"0\"", "1795521590"));
        Gpu gpu = probe(Names.DCGM, "").read().gpus().get(0);
        assertThat(gpu.name()).isEqualTo("NVIDIA A100");
        assertThat(gpu.uuid()).isEqualTo("GPU-7a");
        assertThat(gpu.memory()).isEqualTo(new Gpu.Memory(40960L << 20, 30000L << 20));
        assertThat(gpu.utilization()).isEqualTo(0.85);
    }

    @Test
    void aGpuOfWhichAPartIsMissingIsAFault() throws GpuException {
        answers(
                OURS.formatted(""),
                ours("memory_free_bytes", 0, "a", "3e+10"),
                ours("memory_free_bytes", 1, "a", "3e+10"),
                ours("memory_total_bytes", 1, "a", "4e+10"));
        answers("timestamp(nvidia_gpu_memory_free_bytes{})", sample("", "1795521590"));
        GpuSnapshot read = probe(Names.HEADROOM, "").read();
        assertThat(read.gpus()).extracting(Gpu::index).containsExactly(1);
        assertThat(read.faults())
                .singleElement()
                .satisfies(
                        fault -> assertThat(fault.problem())
                                .isEqualTo(
                                        "Prometheus lacks nvidia_gpu_memory_total_bytes or nvidia_gpu_memory_free_bytes of GPU-0"));
    }

    @Test
    void twoHostsAreRefusedUntilOneIsChosen() {
        String other = ours("memory_free_bytes", 0, "a", "3e+10").replace("GPU-0", "GPU-9");
        answers(
                OURS.formatted(""),
                ours("memory_free_bytes", 0, "a", "3e+10"),
                ours("memory_total_bytes", 0, "a", "4e+10"),
                other,
                other.replace("free", "total"));
        answers("timestamp(nvidia_gpu_memory_free_bytes{})", sample("", "1795521590"));
        assertThatThrownBy(() -> probe(Names.HEADROOM, "").read())
                .isInstanceOf(GpuException.class)
                .hasMessageContaining("two GPUs with the index 0 (GPU-0, GPU-9)")
                .hasMessageContaining("gpu.selector");
    }

    /** An instance's own UUID does not tell its card; whose exporter tells of it does. */
    @Test
    void twoHostsOfInstancesAreRefused() throws GpuException {
        String one = ours("memory_free_bytes", 0, "a", "4e+9")
                .replace("GPU-0", "MIG-one")
                .replace("\"gpu\"", "\"instance\": \"host-1:9095\", \"gpu\"");
        String two = one.replace("MIG-one", "MIG-two");
        String elsewhere = two.replace("host-1", "host-2");
        answers("timestamp(nvidia_gpu_memory_free_bytes{})", sample("", "1795521590"));
        answers(OURS.formatted(""), one, one.replace("free", "total"), two, two.replace("free", "total"));
        assertThat(probe(Names.HEADROOM, "").read().gpus()).hasSize(2);
        answers(OURS.formatted(""), one, one.replace("free", "total"), elsewhere, elsewhere.replace("free", "total"));
        assertThatThrownBy(() -> probe(Names.HEADROOM, "").read())
                .hasMessageContaining("two GPUs with the index 0 (MIG-one, MIG-two)");
    }

    private static String dcgm(String name, String more, String value) {
        return sample(
                "\"__name__\": \"DCGM_FI_DEV_%s\", \"gpu\": \"0\", \"UUID\": \"GPU-7a\", \"modelName\": \"NVIDIA A100\"%s"
                        .formatted(name, more),
                value);
    }

    private static GpuSnapshot read(String... samples) throws GpuException {
        answers(DCGM.formatted(""), samples);
        answers("timestamp(DCGM_FI_DEV_FB_FREE{})", sample("\"gpu\": \"0\"", "1795521590"));
        return probe(Names.DCGM, "").read();
    }

    /** One has 98 % free, the other 1 %; what the whole card has is nobody's to use. */
    @Test
    void instancesOfMigAreGpusOfTheirOwn() throws GpuException {
        String third = ", \"GPU_I_ID\": \"3\", \"GPU_I_PROFILE\": \"3g.20gb\"";
        String fifth = ", \"GPU_I_ID\": \"5\", \"GPU_I_PROFILE\": \"1g.5gb\"";
        GpuSnapshot read = read(
                dcgm("FB_FREE", third, "19600"),
                dcgm("FB_USED", third, "400"),
                dcgm("FB_FREE", fifth, "50"),
                dcgm("FB_USED", fifth, "4950"),
                dcgm("FB_FREE", "", "20000"),
                dcgm("FB_USED", "", "20000"));
        assertThat(read.gpus())
                .extracting(Gpu::index, Gpu::uuid, Gpu::name, Gpu::memory)
                .containsExactly(
                        tuple(0, "GPU-7a:3", "NVIDIA A100 MIG 3g.20gb", new Gpu.Memory(20000L << 20, 19600L << 20)),
                        tuple(0, "GPU-7a:5", "NVIDIA A100 MIG 1g.5gb", new Gpu.Memory(5000L << 20, 50L << 20)));
    }

    /** Recorded from DCGM's by the shipped rules, or exported by another receiver that reads NVML. */
    @ParameterizedTest
    @CsvSource({"GPU-7a:1, GPU-7a:2", "MIG-1b, MIG-2c"})
    void instancesByHeadroomsOwnNamesAreGpusOfTheirOwnToo(String one, String other) throws GpuException {
        String free = ours("memory_free_bytes", 0, "a", "4e+9").replace("GPU-0", one);
        String total = ours("memory_total_bytes", 0, "a", "5e+9").replace("GPU-0", one);
        answers(OURS.formatted(""), free, total, free.replace(one, other), total.replace(one, other));
        answers("timestamp(nvidia_gpu_memory_free_bytes{})", sample("", "1795521590"));
        assertThat(probe(Names.HEADROOM, "").read().gpus())
                .extracting(Gpu::index, Gpu::uuid)
                .containsExactly(tuple(0, one), tuple(0, other));
    }

    /** For each pod that shares a GPU in time its exporter tells the same again, now and then a moment later. */
    @Test
    void ofSeveralCopiesTheWorstCounts() throws GpuException {
        GpuSnapshot read = read(
                dcgm("FB_FREE", ", \"pod\": \"a\"", "30000"),
                dcgm("FB_FREE", ", \"pod\": \"b\"", "20000"),
                dcgm("FB_USED", ", \"pod\": \"a\"", "10000"),
                dcgm("FB_USED", ", \"pod\": \"b\"", "20000"));
        assertThat(read.gpus()).extracting(Gpu::memory).containsExactly(new Gpu.Memory(40000L << 20, 20000L << 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-1", "2147483632", "9223372036854775792", "+Inf"})
    void whatIsNoAmountOfMemoryIsNotKnown(String blank) throws GpuException {
        GpuSnapshot read = read(dcgm("FB_FREE", "", blank), dcgm("FB_USED", "", "10"), dcgm("GPU_UTIL", "", blank));
        assertThat(read.gpus()).isEmpty();
        assertThat(read.faults()).extracting(GpuSnapshot.Fault::problem).allMatch(text -> text.contains("lacks"));
        assertThat(read(dcgm("FB_FREE", "", "9"), dcgm("FB_USED", "", "1"), dcgm("GPU_UTIL", "", blank))
                        .gpus())
                .extracting(Gpu::utilization)
                .containsExactly((Double) null);
    }

    /** By a rule of one's own, say, in another unit. */
    @Test
    void moreFreeMemoryThanThereIsIsNotReckonedWith() throws GpuException {
        answers(
                OURS.formatted(""),
                ours("memory_free_bytes", 0, "a", "3e+10"),
                ours("memory_total_bytes", 0, "a", "4e+7"),
                ours("memory_free_bytes", 1, "a", "0"),
                ours("memory_total_bytes", 1, "a", "0"));
        answers("timestamp(nvidia_gpu_memory_free_bytes{})", sample("", "1795521590"));
        assertThat(probe(Names.HEADROOM, "").read().faults())
                .extracting(GpuSnapshot.Fault::problem)
                .containsExactly(
                        "it is told to have 30000000000 bytes free of 40000000",
                        "it is told to have 0 bytes free of 0");
    }

    @Test
    void aGpuThatExportersNumberDifferentlyIsRefused() {
        String free = dcgm("FB_FREE", "", "9");
        assertThatThrownBy(() -> read(free, free.replace("\"gpu\": \"0\"", "\"gpu\": \"3\""), dcgm("FB_USED", "", "9")))
                .hasMessageContaining("several numbers of GPU-7a, [0, 3]; leave one exporter by gpu.selector");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nvidia0"})
    void gpusWithoutANumberAreRefused(String number) {
        String free = dcgm("FB_FREE", "", "9").replace("\"gpu\": \"0\"", "\"gpu\": \"" + number + "\"");
        assertThatThrownBy(() -> read(free, free.replace("FREE", "USED")))
                .isInstanceOf(GpuException.class)
                .hasMessageContaining("no number of the GPUs GPU-7a");
    }

    @Test
    void nothingThereAndNobodyThereAreToldApart() {
        answers(OURS.formatted(""));
        answers("timestamp(nvidia_gpu_memory_free_bytes{})");
        assertThatThrownBy(() -> probe(Names.HEADROOM, "").read())
                .hasMessageContaining("knows no GPU")
                .hasMessageContaining("check that the GPU exporter is scraped");
        PROMETHEUS.stubFor(
                get(urlPathEqualTo("/api/v1/query")).willReturn(aResponse().withStatus(503)));
        assertThatThrownBy(() -> probe(Names.HEADROOM, "").read()).hasMessageContaining("was answered 503");
        assertThatThrownBy(() ->
                        new PrometheusProbe(Endpoint.open(URI.create("http://127.0.0.1:9")), Names.HEADROOM, "").read())
                .hasMessageContaining("GET http://127.0.0.1:9/api/v1/query")
                .hasMessageContaining("failed");
    }
}
