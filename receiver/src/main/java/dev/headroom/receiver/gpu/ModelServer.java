package dev.headroom.receiver.gpu;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
     * @param gpus those that it sees, in its order, by the host's indices or by UUIDs; empty where nobody has said
     * @param pinned names of models that are never unloaded
     * @param preallocates whether it takes most of a GPU at its start, whatever it will need: then little free memory is no
     *     reason to unload
     * @param timeout of each call
     */
    record Terms(
            String kind, String url, List<String> gpus, Set<String> pinned, boolean preallocates, Duration timeout) {
        private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");

        public Terms {
            gpus = List.copyOf(gpus);
            pinned = Set.copyOf(pinned);
        }

        /** For people. */
        public String name() {
            return kind + " at " + url;
        }

        /**
         * GPUs that the server tells by UUIDs, or by its own count, which in a container begins at 0, as the host knows them; none
         * where that is not known of all.
         */
        public Set<String> known(Collection<String> told) {
            Set<String> names = told.stream().map(this::known).collect(Collectors.toSet());
            return names.contains("") ? Set.of() : names;
        }

        private String known(String told) {
            if (!NUMBER.matcher(told).matches()) {
                return told;
            }
            int number = Integer.parseInt(told);
            return number < gpus.size() ? gpus.get(number) : "";
        }
    }
}
