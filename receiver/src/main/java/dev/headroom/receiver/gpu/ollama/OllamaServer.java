package dev.headroom.receiver.gpu.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Use;
import dev.headroom.receiver.gpu.http.ServerCalls;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ollama. It does not tell when a model was used, but when it will let go of it: as long after the last use as its
 * {@code keep_alive}. One that is still there after that time has a request; one whose time has moved on had one since the
 * last look, also where it is kept for a shorter time than others.
 */
public final class OllamaServer implements ModelServer {
    private static final int MOST_BYTES = 1 << 20;

    /** What it is where nobody has told it. */
    public static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

    /** One that expires later than that was loaded with a negative {@code keep_alive}: to stay for good. */
    private static final Duration FOR_GOOD = Duration.ofDays(3650);

    private static final String USUAL = ":latest";

    private final Terms terms;
    private final Duration keepAlive;
    private final ServerCalls http;

    /** What was seen last of each model, also of those that have gone since. */
    private final Map<String, Seen> seen = new HashMap<>();

    /** @param moved when the end was seen to have moved; far back where it never was */
    private record Seen(Instant expires, Instant moved) {}

    public OllamaServer(Terms terms, Duration keepAlive, Access access) {
        this.terms = terms;
        this.keepAlive = keepAlive;
        this.http = new ServerCalls(terms, MOST_BYTES, access);
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public List<Model> models(Instant now) throws ModelServerException {
        try {
            List<Model> models = new ArrayList<>();
            JsonNode running = http.json("/api/ps");
            for (JsonNode model : running.path("models")) {
                long bytes = model.path("size_vram").asLong();
                if (bytes > 0) {
                    models.add(model(model, bytes, now));
                }
            }
            return models;
        } catch (DateTimeException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e, true);
        }
    }

    private Model model(JsonNode told, long bytes, Instant now) {
        Instant expires = OffsetDateTime.parse(told.path("expires_at").asText()).toInstant();
        boolean forGood = expires.isAfter(now.plus(FOR_GOOD));
        String name = told.path("name").asText();
        Use use = expires.isAfter(now) && !forGood
                ? Use.since(lastUse(name, expires, now), 0, now)
                : new Use(now, 0, Use.Work.BUSY);
        return new Model(name, use, bytes, forGood || isPinned(name), Set.of());
    }

    private Instant lastUse(String model, Instant expires, Instant now) {
        Seen before = seen.getOrDefault(model, new Seen(expires, Instant.EPOCH));
        Instant moved = expires.equals(before.expires()) ? before.moved() : now;
        seen.put(model, new Seen(expires, moved));
        Instant kept = expires.minus(keepAlive);
        return moved.isAfter(kept) ? moved : kept;
    }

    /** People leave its usual tag out. */
    private boolean isPinned(String name) {
        return name.endsWith(USUAL) && terms.pinned().contains(name.substring(0, name.length() - USUAL.length()));
    }

    /** Requests that run come to their end first. */
    @Override
    public void unload(String model) throws ModelServerException {
        http.post("/api/generate", Map.of("model", model, "keep_alive", 0, "stream", false));
    }
}
