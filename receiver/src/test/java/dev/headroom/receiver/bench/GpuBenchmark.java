package dev.headroom.receiver.bench;

import dev.headroom.receiver.alert.Alert;
import dev.headroom.receiver.alert.Fingerprint;
import dev.headroom.receiver.alert.FiringAlerts;
import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.config.PolicyFile;
import dev.headroom.receiver.decision.Decider;
import dev.headroom.receiver.decision.Evidence;
import dev.headroom.receiver.decision.Ledger;
import dev.headroom.receiver.decision.ServiceState;
import dev.headroom.receiver.decision.Situation;
import dev.headroom.receiver.decision.Trials;
import dev.headroom.receiver.gpu.GpuException;
import dev.headroom.receiver.gpu.GpuReading;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.MeasuredGate;
import dev.headroom.receiver.gpu.VramGate;
import dev.headroom.receiver.gpu.nvml.NvmlProbe;
import dev.headroom.receiver.gpu.nvml.NvmlStub;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What GPUs cost: a reading of 8 of them by a stand-in for NVML, which looks at its file at every call; the gate in one
 * evaluation by the shipped policy; and the memory of this process over 100,000 readings. With
 * {@code -Dheadroom.gpu.real=true} it reads the GPUs of this machine instead.
 */
public final class GpuBenchmark {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final int READINGS = Integer.getInteger("headroom.gpu.readings", 100_000);
    private static final int REPORTS = 5;
    private static final int EVALUATIONS = 20_000;
    private static final int GPUS = 8;

    private GpuBenchmark() {}

    public static void main(String[] args) throws IOException, GpuException {
        Path library = Boolean.getBoolean("headroom.gpu.real") ? null : standIn();
        try (NvmlProbe probe = new NvmlProbe(library, () -> NOW)) {
            readings(probe);
            gate(probe.read());
        }
    }

    private static Path standIn() throws IOException {
        NvmlStub stub = NvmlStub.in(Files.createTempDirectory("gpu-benchmark"))
                .gpus(GPUS, 80 * NvmlStub.GIB, 50 * NvmlStub.GIB);
        for (int gpu = 0; gpu < GPUS; gpu++) {
            stub.set("gpu." + gpu + ".process.0", "4711 " + 30 * NvmlStub.GIB);
        }
        return stub.library();
    }

    private static void readings(NvmlProbe probe) throws GpuException {
        long[] nanos = new long[READINGS];
        int gpus = 0;
        for (int i = 0; i < READINGS; i++) {
            long start = System.nanoTime();
            gpus += probe.read().gpus().size();
            nanos[i] = System.nanoTime() - start;
            if ((i + 1) % (READINGS / REPORTS) == 0) {
                System.out.println(i + 1 + " readings: RSS " + rss());
            }
        }
        System.out.println("a reading of " + gpus / READINGS + " GPUs: "
                + percentiles(Arrays.copyOfRange(nanos, READINGS / 2, READINGS)));
    }

    private static void gate(GpuSnapshot snapshot) {
        ScalingPolicy policy = PolicyFile.read(Path.of("alert-rules", "scaling-policy.yml"));
        VramGate measured = new MeasuredGate(
                new GpuReading(snapshot, ""),
                new MeasuredGate.Facts(NOW, Duration.ofSeconds(30), false, Map.of()),
                List.of(),
                null);
        for (int round = 0; round < 2; round++) {
            System.out.println(
                    "an evaluation without the gate: " + percentiles(evaluations(policy, VramGate.unchecked())));
            System.out.println("an evaluation with it:          " + percentiles(evaluations(policy, measured)));
        }
    }

    private static long[] evaluations(ScalingPolicy policy, VramGate gate) {
        Alert queue = new Alert(
                new Fingerprint("00000000000000a1"),
                Map.of(
                        "alertname",
                        "LLMQueueBuildup",
                        "service",
                        "worker-llm",
                        "trigger",
                        "queue_length",
                        "scale",
                        "up"),
                Map.of(),
                NOW);
        Map<String, ServiceState> services = new HashMap<>();
        policy.services().forEach((name, service) -> services.put(name, new ServiceState(name, 4, null, null)));
        Situation situation = new Situation(
                Moment.steady(NOW),
                FiringAlerts.of(List.of(queue)),
                services,
                Ledger.empty(),
                new Evidence(
                        Moment.steady(NOW),
                        Moment.steady(NOW),
                        Evidence.Source.unheard(Watchdog.none()),
                        Duration.ofMinutes(5),
                        null),
                gate,
                Trials.NONE);
        long[] nanos = new long[EVALUATIONS];
        int decisions = 0;
        for (int i = 0; i < EVALUATIONS; i++) {
            long start = System.nanoTime();
            decisions += Decider.decide(policy, situation).size();
            nanos[i] = System.nanoTime() - start;
        }
        if (decisions != EVALUATIONS * services.size()) {
            throw new IllegalStateException("not every service was decided");
        }
        return Arrays.copyOfRange(nanos, EVALUATIONS / 2, EVALUATIONS);
    }

    private static String percentiles(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return "p50 %.3f ms, p99 %.3f ms"
                .formatted(sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
    }

    private static String rss() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .map(line -> Integer.parseInt(line.replaceAll("\\D", "")) / 1024 + " MiB")
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
