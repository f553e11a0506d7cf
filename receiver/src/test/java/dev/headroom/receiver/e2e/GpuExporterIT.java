package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * GPUs as other exporters tell them, scraped by a real Prometheus: dcgm-exporter's by its own names, and all of them by the names that
 * the shipped adapters record.
 */
@ParameterizedClass
@EnumSource(Generation.class)
class GpuExporterIT {
    private static final double GIB = 1L << 30;
    private static final String DCGM =
            "gpu=\"%1$d\",UUID=\"GPU-%1$d\",pci_bus_id=\"00000000:0%1$d:00.0\",device=\"nvidia%1$d\",modelName=\"NVIDIA A100\",Hostname=\"gpu-1\"";

    @Parameter
    Generation generation;

    @TempDir
    Path folder;

    private final Servers servers = new Servers();
    private Exporter dcgm;
    private Exporter smi;
    private Exporter amd;
    private Endpoint prometheus;

    @BeforeEach
    void start() throws IOException {
        generation.assumeHas(GpuExporterIT.class, "prometheus");
        dcgm = servers.add(new Exporter());
        smi = servers.add(new Exporter());
        amd = servers.add(new Exporter());
        dcgm();
        smi();
        amd();
        for (String adapter : new String[] {"dcgm", "nvidia-gpu-exporter", "amd"}) {
            String rules =
                    Files.readString(Distribution.ROOT.resolve("alert-rules/adapters/" + adapter + ".rules.yml"));
            Files.writeString(folder.resolve(adapter + ".yml"), rules.replace("interval: 15s", "interval: 1s"));
        }
        Path yml =
                Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                rule_files: [dcgm.yml, nvidia-gpu-exporter.yml, amd.yml]
                scrape_configs:
                  - {job_name: dcgm, static_configs: [{targets: ["127.0.0.1:%d"], labels: {service: worker-llm}}]}
                  - {job_name: smi, static_configs: [{targets: ["127.0.0.1:%d"], labels: {service: worker-llm}}]}
                  - {job_name: amd, static_configs: [{targets: ["127.0.0.1:%d"], labels: {service: worker-llm}}]}
                """.formatted(dcgm.port(), smi.port(), amd.port()));
        int port = Distribution.freePort();
        new Pipeline(generation, servers, folder).prometheus(yml, port);
        prometheus = Endpoint.open(URI.create("http://127.0.0.1:" + port + "/"));
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    /** Two instances of MIG, a GPU that pods share, and values that DCGM lacks. */
    private void dcgm() {
        memory(0, ",GPU_I_PROFILE=\"3g.20gb\",GPU_I_ID=\"1\"", 19_600, 300);
        memory(0, ",GPU_I_PROFILE=\"1g.5gb\",GPU_I_ID=\"5\"", 50, 4_850);
        memory(0, "", 20_000, 20_000);
        memory(1, ",namespace=\"ml\",pod=\"a\",container=\"c\"", 30_000, 10_860);
        memory(1, ",namespace=\"ml\",pod=\"b\",container=\"c\"", 30_000, 10_860);
        dcgm.set(series("GPU_UTIL", 1, ",namespace=\"ml\",pod=\"a\",container=\"c\""), 85);
        memory(2, "", 9_223_372_036_854_775_794.0, 10);
        memory(3, "", Double.NaN, 10);
    }

    private static String series(String name, int gpu, String more) {
        return "DCGM_FI_DEV_" + name + "{" + DCGM.formatted(gpu) + more + "}";
    }

    private void memory(int gpu, String more, double free, double used) {
        dcgm.set(series("FB_FREE", gpu, more), free);
        dcgm.set(series("FB_USED", gpu, more), used);
        dcgm.set(series("FB_RESERVED", gpu, more), 100);
    }

    /** A whole GPU, one that is divided, and one that is divided of whose instances nothing is told. */
    private void smi() {
        smi("a", "", 0, 40, 30);
        smi.set("nvidia_smi_utilization_gpu_ratio{uuid=\"a\"}", 0.25);
        for (String divided : new String[] {"b", "c"}) {
            smi(divided, "", divided.equals("b") ? 1 : 2, 40, 39);
            smi.set("nvidia_smi_mig_mode_current{uuid=\"" + divided + "\"}", 1);
        }
        smi("b", "1", 1, 20, 1);
        smi("b", "2", 1, 10, 9);
    }

    private void smi(String uuid, String instance, int index, double total, double free) {
        String name = "nvidia_smi_" + (instance.isEmpty() ? "" : "mig_") + "memory_";
        String labels = "_bytes{uuid=\"" + uuid + "\""
                + (instance.isEmpty() ? "" : ",gpu_instance_id=\"" + instance + "\"") + "}";
        smi.set(name + "total" + labels, total * GIB);
        smi.set(name + "free" + labels, free * GIB);
        smi.set(name + "used" + labels, (total - free) * GIB);
        smi.set("nvidia_smi_index{uuid=\"" + uuid + "\"}", index);
    }

    private void amd() {
        String labels = "{gpu_id=\"0\",gpu_uuid=\"u0\",serial_number=\"s\",card_model=\"c\",hostname=\"h\"}";
        amd.set("gpu_total_vram" + labels, 192_000);
        amd.set("gpu_free_vram" + labels, 20_000);
        amd.set("gpu_used_vram" + labels, 172_000);
        amd.set("gpu_gfx_activity" + labels, 97);
    }

    private PrometheusProbe probe(Names names, String job) {
        return new PrometheusProbe(prometheus, names, "job=\"" + job + "\"");
    }

    private GpuSnapshot read(Names names, String job, int gpus) throws GpuException {
        PrometheusProbe probe = probe(names, job);
        Waiting.until(job + " tells of " + gpus, () -> tells(probe, gpus));
        return probe.read();
    }

    private static boolean tells(PrometheusProbe probe, int gpus) {
        try {
            return probe.read().gpus().size() == gpus;
        } catch (GpuException e) {
            return false;
        }
    }

    @Test
    void whatExportersTellIsReadAsItIs() throws GpuException {
        dcgmsOwnNames(read(Names.DCGM, "dcgm", 3));
        assertThat(read(Names.HEADROOM, "dcgm", 3).gpus())
                .as("recorded by the adapter")
                .extracting(Gpu::index, Gpu::uuid, gpu -> gpu.memory().total() >> 20, Gpu::utilization)
                .containsExactly(
                        tuple(0, "GPU-0:1", 20_000L, null),
                        tuple(0, "GPU-0:5", 5_000L, null),
                        tuple(1, "GPU-1", 40_960L, 0.85));
        assertThat(read(Names.HEADROOM, "smi", 3).gpus())
                .extracting(Gpu::index, Gpu::uuid, gpu -> gpu.memory().free() >> 30, Gpu::utilization)
                .containsExactly(
                        tuple(0, "GPU-a", 30L, 0.25), tuple(1, "GPU-b:1", 1L, null), tuple(1, "GPU-b:2", 9L, null));
        assertThat(read(Names.HEADROOM, "amd", 1).gpus())
                .extracting(Gpu::index, Gpu::uuid, Gpu::memory, Gpu::utilization)
                .containsExactly(tuple(0, "u0", new Gpu.Memory(192_000_000_000L, 20_000_000_000L), 0.97));
        whatIsGoneIsNotTakenForWhatTellsTheSame();
    }

    /** A reading is as old as its scrape; that DCGM's exporter collects every half a minute it does not tell. */
    private static void dcgmsOwnNames(GpuSnapshot read) {
        assertThat(read.gpus())
                .extracting(
                        Gpu::index, Gpu::uuid, Gpu::name, gpu -> gpu.memory().total() >> 20, Gpu::utilization)
                .containsExactly(
                        tuple(0, "GPU-0:1", "NVIDIA A100 MIG 3g.20gb", 20_000L, null),
                        tuple(0, "GPU-0:5", "NVIDIA A100 MIG 1g.5gb", 5_000L, null),
                        tuple(1, "GPU-1", "NVIDIA A100", 40_960L, 0.85));
        assertThat(read.gpus()).extracting(Gpu::low).containsExactly(false, true, false);
        assertThat(read.faults()).extracting(GpuSnapshot.Fault::index).containsExactly(2, 3);
        assertThat(read.faults())
                .extracting(GpuSnapshot.Fault::problem)
                .allSatisfy(problem -> assertThat(problem).contains("DCGM_FI_DEV_FB_FREE"));
        assertThat(read.at()).isCloseTo(Instant.now(), within(Duration.ofSeconds(10)));
    }

    private void whatIsGoneIsNotTakenForWhatTellsTheSame() {
        for (Exporter exporter : new Exporter[] {dcgm, smi, amd}) {
            exporter.silent(true);
        }
        for (PrometheusProbe gone : new PrometheusProbe[] {
            probe(Names.DCGM, "dcgm"),
            probe(Names.HEADROOM, "dcgm"),
            probe(Names.HEADROOM, "smi"),
            probe(Names.HEADROOM, "amd")
        }) {
            Waiting.until("nothing is told", () -> {
                try {
                    return gone.read().gpus().isEmpty();
                } catch (GpuException e) {
                    return e.getMessage().contains("knows no GPU");
                }
            });
        }
    }
}
