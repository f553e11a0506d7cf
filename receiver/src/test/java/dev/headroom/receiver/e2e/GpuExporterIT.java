package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.prometheus.Names;
import dev.headroom.receiver.gpu.prometheus.PrometheusProbe;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** GPUs as dcgm-exporter tells them, scraped by a real Prometheus: a whole one, instances of MIG, one that pods share. */
@ParameterizedClass
@EnumSource(Generation.class)
class GpuExporterIT {
    private static final String LABELS =
            "gpu=\"%1$d\",UUID=\"GPU-%1$d\",pci_bus_id=\"00000000:0%1$d:00.0\",device=\"nvidia%1$d\",modelName=\"NVIDIA A100\",Hostname=\"gpu-1\"";

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    private final Servers servers = new Servers();
    private Exporter exporter;

    @AfterEach
    void stop() {
        servers.close();
    }

    private static String series(String name, int gpu, String more) {
        return "DCGM_FI_DEV_" + name + "{" + LABELS.formatted(gpu) + more + "}";
    }

    private void memory(int gpu, String more, double free, double used) {
        exporter.set(series("FB_FREE", gpu, more), free);
        exporter.set(series("FB_USED", gpu, more), used);
        exporter.set(series("FB_RESERVED", gpu, more), 100);
    }

    private PrometheusProbe prometheus() throws IOException {
        Path yml = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs: [{job_name: dcgm, static_configs: [{targets: ["127.0.0.1:%d"]}]}]
                """.formatted(exporter.port()));
        int port = Distribution.freePort();
        new Pipeline(generation, servers, folder).prometheus(yml, port);
        return new PrometheusProbe(
                Endpoint.open(URI.create("http://127.0.0.1:" + port + "/")), Names.DCGM, "job=\"dcgm\"");
    }

    private static boolean tells(PrometheusProbe probe, int gpus) {
        try {
            return probe.read().gpus().size() == gpus;
        } catch (GpuException e) {
            return false;
        }
    }

    @Test
    void whatTheExporterTellsIsReadAsItIs() throws IOException, GpuException {
        generation.assumeHas(GpuExporterIT.class, "prometheus");
        exporter = servers.add(new Exporter());
        memory(0, ",GPU_I_PROFILE=\"3g.20gb\",GPU_I_ID=\"1\"", 19_600, 300);
        memory(0, ",GPU_I_PROFILE=\"1g.5gb\",GPU_I_ID=\"5\"", 50, 4_850);
        memory(0, "", 20_000, 20_000);
        memory(1, ",namespace=\"ml\",pod=\"a\",container=\"c\"", 30_000, 10_860);
        memory(1, ",namespace=\"ml\",pod=\"b\",container=\"c\"", 30_000, 10_860);
        exporter.set(series("GPU_UTIL", 1, ",namespace=\"ml\",pod=\"a\",container=\"c\""), 85);
        memory(2, "", 9_223_372_036_854_775_794.0, 10);
        memory(3, "", Double.NaN, 10);
        PrometheusProbe probe = prometheus();
        Waiting.until("three can be read", () -> tells(probe, 3));
        GpuSnapshot read = probe.read();
        assertThat(read.gpus())
                .extracting(
                        Gpu::index, Gpu::uuid, Gpu::name, gpu -> gpu.memory().total() >> 20, Gpu::utilization)
                .containsExactly(
                        tuple(0, "GPU-0:1", "NVIDIA A100 MIG 3g.20gb", 20_000L, null),
                        tuple(0, "GPU-0:5", "NVIDIA A100 MIG 1g.5gb", 5_000L, null),
                        tuple(1, "GPU-1", "NVIDIA A100", 40_960L, 0.85));
        assertThat(read.gpus()).extracting(Gpu::low).containsExactly(false, true, false);
        assertThat(read.faults())
                .extracting(GpuSnapshot.Fault::index, GpuSnapshot.Fault::problem)
                .allSatisfy(
                        fault -> assertThat(fault.toList().get(1).toString()).contains("DCGM_FI_DEV_FB_FREE"))
                .extracting(fault -> fault.toList().get(0))
                .containsExactly(2, 3);
        assertThat(read.at()).isCloseTo(Instant.now(), within(Duration.ofSeconds(10)));
    }

    @Test
    void anExporterThatIsGoneIsNotTakenForOneThatTellsTheSame() throws IOException, GpuException {
        generation.assumeHas(GpuExporterIT.class, "prometheus");
        exporter = servers.add(new Exporter());
        memory(0, "", 30_000, 10_000);
        PrometheusProbe probe = prometheus();
        Waiting.until("it can be read", () -> tells(probe, 1));
        exporter.silent(true);
        Waiting.until("nothing is told", () -> !tells(probe, 1));
        assertThatThrownBy(probe::read).isInstanceOf(GpuException.class).hasMessageContaining("knows no GPU");
    }
}
