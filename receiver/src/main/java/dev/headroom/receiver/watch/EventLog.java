package dev.headroom.receiver.watch;

import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.UnloadEvent;
import dev.headroom.receiver.gpu.UnloadEvent.Kind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happened to the models, logged, kept for a while, and told to whoever counts. What lasts is told once. */
public final class EventLog {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final int KEPT = 20;

    /** No GPU: it is of a server. */
    private static final int NO_GPU = -1;

    private final Consumer<UnloadEvent> listener;
    private final Deque<UnloadEvent> latest = new ArrayDeque<>();
    private final Map<String, String> lasting = new HashMap<>();

    /** @param listener must be quick and must not throw */
    public EventLog(Consumer<UnloadEvent> listener) {
        this.listener = listener;
    }

    /** Newest first. */
    public synchronized List<UnloadEvent> latest() {
        return List.copyOf(latest);
    }

    synchronized void add(Instant at, Gpu gpu, Kind kind, String text) {
        lasting.remove(gpu.uuid());
        add(new UnloadEvent(at, gpu.index(), kind, gpu.inWords() + ": " + text));
    }

    /** Nothing where this GPU's last event was of this kind. */
    synchronized void addOnce(Instant at, Gpu gpu, Kind kind, String text) {
        if (!kind.name().equals(lasting.put(gpu.uuid(), kind.name()))) {
            add(new UnloadEvent(at, gpu.index(), kind, gpu.inWords() + ": " + text));
        }
    }

    synchronized void serverFailed(Instant at, String server, String problem) {
        if (lasting.put(server, Kind.FAILED.name()) == null) {
            add(new UnloadEvent(at, NO_GPU, Kind.FAILED, server + " does not tell its models: " + problem));
        }
    }

    synchronized void recovered(String server) {
        lasting.remove(server);
    }

    private void add(UnloadEvent event) {
        LOG.warn("{}", event.text());
        latest.addFirst(event);
        while (latest.size() > KEPT) {
            latest.removeLast();
        }
        listener.accept(event);
    }
}
