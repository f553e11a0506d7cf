package dev.headroom.receiver.app;

import dev.headroom.receiver.config.GpuSpec;
import dev.headroom.receiver.config.HeadroomConfig;
import dev.headroom.receiver.gpu.GpuCount;
import dev.headroom.receiver.gpu.GpuProbe;
import dev.headroom.receiver.gpu.GpuView;
import dev.headroom.receiver.gpu.JointWatch;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.UnloadEvent;
import dev.headroom.receiver.gpu.VramWatch;
import dev.headroom.receiver.gpu.engine.Engine;
import dev.headroom.receiver.gpu.engine.EngineServer;
import dev.headroom.receiver.gpu.http.PlainServer;
import dev.headroom.receiver.gpu.kubernetes.ClusterGpus;
import dev.headroom.receiver.gpu.llama.LlamaServer;
import dev.headroom.receiver.gpu.nvml.NvmlProbe;
import dev.headroom.receiver.gpu.ollama.OllamaServer;
import dev.headroom.receiver.gpu.prometheus.Names;
import dev.headroom.receiver.gpu.prometheus.PrometheusProbe;
import dev.headroom.receiver.gpu.triton.TritonServer;
import dev.headroom.receiver.policy.ScalingPolicy;
import dev.headroom.receiver.reconcile.Statuses;
import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.target.ScalingTarget;
import dev.headroom.receiver.target.kubernetes.KubernetesTarget;
import dev.headroom.receiver.watch.EventLog;
import dev.headroom.receiver.watch.Footprints;
import dev.headroom.receiver.watch.GpuWatch;
import dev.headroom.receiver.watch.Unloader;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that has to do with GPUs, as the section {@code gpu} of the configuration says. */
public final class Gpus implements AutoCloseable {

    private final GpuSpec spec;
    private final @Nullable GpuWatch watch;
    private final @Nullable ClusterGpus count;

    private Gpus(GpuSpec spec, @Nullable GpuWatch watch, @Nullable ClusterGpus count) {
        this.spec = spec;
        this.watch = watch;
        this.count = count;
    }

    static Gpus of(Setup setup, Store store, ScalingTarget target, Consumer<UnloadEvent> listener) {
        GpuSpec spec = setup.config().gpu();
        ClusterGpus count = spec.count() == GpuSpec.Count.KUBERNETES && target instanceof KubernetesTarget cluster
                ? count(cluster, spec)
                : null;
        return new Gpus(spec, spec.source() == GpuSpec.Source.NONE ? null : memory(setup, store, listener), count);
    }

    private static ClusterGpus count(KubernetesTarget target, GpuSpec spec) {
        return new ClusterGpus(
                target.cluster(),
                target::gpuDemand,
                target.namespaces(),
                spec.unknown() == GpuSpec.Unknown.ALLOW,
                System::nanoTime);
    }

    private static GpuWatch memory(Setup setup, Store store, Consumer<UnloadEvent> listener) {
        GpuSpec spec = setup.config().gpu();
        InstantSource clock = setup.clock();
        Footprints footprints =
                new Footprints(new Notes(store), setup.policy().services().keySet());
        EventLog events = new EventLog(listener);
        Unloader unloader =
                new Unloader(spec.unloads().servers().stream().map(Gpus::server).toList(), events, footprints);
        return new GpuWatch(
                probe(setup.config(), clock),
                terms(spec),
                new GpuWatch.Work(footprints, unloader, events),
                clock,
                () -> store.leads() && !setup.frozen());
    }

    /** What reads the GPUs that are configured; those of this machine where none are. */
    public static GpuProbe probe(HeadroomConfig config, InstantSource clock) {
        GpuSpec.Reading reading = config.gpu().reading();
        return config.gpu().source() == GpuSpec.Source.PROMETHEUS
                ? new PrometheusProbe(Objects.requireNonNull(config.prometheus()), reading.names(), reading.selector())
                : new NvmlProbe(reading.library(), clock);
    }

    private static GpuWatch.Terms terms(GpuSpec spec) {
        return new GpuWatch.Terms(
                spec.source().name().toLowerCase(Locale.ROOT),
                spec.reading().every(),
                spec.reading().maxAge(),
                spec.unknown() == GpuSpec.Unknown.ALLOW,
                spec.unloads().forUps());
    }

    private static ModelServer server(GpuSpec.Server server) {
        return switch (server.kind()) {
            case TRITON -> new TritonServer(server.terms(), server.access());
            case OLLAMA -> new OllamaServer(server.terms(), server.keepAlive(), server.access());
            case VLLM -> new EngineServer(Engine.VLLM, server.terms(), server.access());
            case SGLANG -> new EngineServer(Engine.SGLANG, server.terms(), server.access());
            case LMDEPLOY -> new EngineServer(Engine.LMDEPLOY, server.terms(), server.access());
            case TRTLLM -> new EngineServer(Engine.TRTLLM, server.terms(), server.access());
            case LLAMACPP -> new LlamaServer(server.terms(), server.access());
            case HTTP -> new PlainServer(server.terms(), Objects.requireNonNull(server.paths()), server.access());
        };
    }

    VramWatch watch() {
        if (count == null) {
            return watch == null ? VramWatch.none() : watch;
        }
        return watch == null ? count : new JointWatch(watch, count);
    }

    GpuView view(Statuses statuses) {
        GpuView view = watch == null ? GpuView.none() : watch.view();
        return view.placing(statuses.placed(view.indices())).counting(count == null ? GpuCount.NONE : count.count());
    }

    /** Metrics that are read out of Prometheus are not put back into it: that would keep them alive for ever. */
    boolean exports() {
        boolean own = spec.source() == GpuSpec.Source.PROMETHEUS
                && spec.reading().names().equals(Names.HEADROOM);
        return watch != null && !own;
    }

    /** Another policy comes into force. */
    void take(ScalingPolicy policy) {
        if (watch != null) {
            watch.remember(policy.services().keySet());
        }
    }

    void start() {
        if (watch != null) {
            watch.start();
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }

    /** What was learned, in the store; the leader's alone, as the replicas are that it measures. */
    private record Notes(Store store) implements Footprints.Memory {
        private static final String PREFIX = "vram:";

        @Override
        public Optional<String> load(String service) {
            return store.note(PREFIX + service);
        }

        @Override
        public void save(String service, String footprint) {
            if (store.leads()) {
                store.note(PREFIX + service, footprint);
            }
        }
    }
}
