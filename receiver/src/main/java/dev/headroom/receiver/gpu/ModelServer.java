package dev.headroom.receiver.gpu;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A server that keeps models in GPU memory and can let go of them. Called from one thread at a time. */
public interface ModelServer {

    Terms terms();

    /**
     * The models that are loaded.
     *
     * @param now for servers that do not tell when a model was used: it is then when its use was seen to have grown
     * @throws ModelServerException when it does not tell
     */
    List<Model> models(Instant now) throws ModelServerException;

    /**
     * Asks it to let go of a model. That it agreed does not mean that memory came free: measure.
     *
     * @throws ModelServerException when it refused or did not answer
     */
    void unload(String model) throws ModelServerException;

    /**
     * How a server is used.
     *
     * @param kind such as triton
     * @param url base URL
     * @param gpus those that its models are on, by the host's indices or by UUIDs; empty for any
     * @param pinned names of models that are never unloaded
     * @param preallocates whether it takes most of a GPU at its start, whatever it will need: then little free memory is no
     *     reason to unload
     * @param timeout of each call
     */
    record Terms(
            String kind, String url, Set<String> gpus, Set<String> pinned, boolean preallocates, Duration timeout) {
        public Terms {
            gpus = Set.copyOf(gpus);
            pinned = Set.copyOf(pinned);
        }

        /** For people. */
        public String name() {
            return kind + " at " + url;
        }
    }
}
