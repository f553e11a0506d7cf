package dev.headroom.receiver.config;

import dev.headroom.clients.http.Access;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.http.PlainServer;
import dev.headroom.receiver.gpu.prometheus.Names;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code gpu} of {@code headroom.yml}.
 *
 * @param models bytes of each model that {@code vram-plan} places, by name, in the order of the file
 */
public record GpuSpec(
        Source source, Count count, Reading reading, Unknown unknown, Map<String, Long> models, Unloads unloads) {

    /** Where readings of GPU memory come from. */
    public enum Source {
        NONE,
        NVML,
        PROMETHEUS
    }

    /** Whether whole GPUs that nobody has requested are counted, and where. */
    public enum Count {
        NONE,
        KUBERNETES
    }

    /**
     * How GPUs are read.
     *
     * @param library NVML's file; null for that of the driver
     * @param names of the metrics in Prometheus
     * @param selector matchers of their series; may be empty
     * @param every between two readings
     * @param maxAge of a reading that counts
     */
    public record Reading(@Nullable Path library, Names names, String selector, Duration every, Duration maxAge) {}

    /** What becomes of an up of which the need or the GPUs are not known. */
    public enum Unknown {
        REFUSE,
        ALLOW
    }

    /**
     * How models are unloaded.
     *
     * @param forUps whether one is for an urgent up
     */
    public record Unloads(boolean forUps, List<Server> servers) {
        public Unloads {
            servers = List.copyOf(servers);
        }
    }

    /** The kinds of model servers. */
    public enum ServerKind {
        TRITON,
        OLLAMA,
        VLLM,
        SGLANG,
        LMDEPLOY,
        TRTLLM,
        LLAMACPP,
        HTTP;

        /** Whether such a server takes most of a GPU at its start. */
        boolean preallocates() {
            return switch (this) {
                case VLLM, SGLANG, LMDEPLOY, TRTLLM -> true;
                case TRITON, OLLAMA, LLAMACPP, HTTP -> false;
            };
        }
    }

    /**
     * A model server.
     *
     * @param keepAlive how long after its last use kind ollama keeps a model
     * @param paths of kind http only
     */
    public record Server(
            ServerKind kind,
            ModelServer.Terms terms,
            Access access,
            Duration keepAlive,
            PlainServer.@Nullable Paths paths) {}
}
