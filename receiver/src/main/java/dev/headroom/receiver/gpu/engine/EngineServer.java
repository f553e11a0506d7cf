package dev.headroom.receiver.gpu.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.prometheus.Exposition;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Use;
import dev.headroom.receiver.gpu.http.ServerCalls;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An engine that has one model, and can let go of its memory. It does not tell when the model was used; its counter of
 * requests does, from one look to the next.
 */
public final class EngineServer implements ModelServer {
    private static final int MOST_BYTES = 4 << 20;
    private static final double NEVER_LOOKED = -1;

    private final Engine engine;
    private final Terms terms;
    private final ServerCalls http;
    private double requests = NEVER_LOOKED;
    private @Nullable Instant lastUse;

    /** Requests that had ended when it was asked to let go, where the engine does not tell that it has. */
    private double letGoAt = NEVER_LOOKED;

    public EngineServer(Engine engine, Terms terms, Access access) {
        this.engine = engine;
        this.terms = terms;
        this.http = new ServerCalls(terms, MOST_BYTES, access);
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public List<Model> models(Instant now) throws ModelServerException {
        JsonNode first = http.json("/v1/models").path("data").path(0);
        Use use = look(now);
        return first.isMissingNode() || sleeps()
                ? List.of()
                : List.of(new Model(first.path("id").asText(), use, 0, false, Set.of()));
    }

    private boolean sleeps() throws ModelServerException {
        String sleeping = engine.sleeping();
        return sleeping == null
                ? letGoAt != NEVER_LOOKED && letGoAt == requests
                : http.json(sleeping).path("is_sleeping").asBoolean();
    }

    private Use look(Instant now) throws ModelServerException {
        Map<String, Double> told = Exposition.sums(http.bytes(engine.metrics()));
        OptionalDouble active = sum(told, engine.active());
        double done = told.getOrDefault(engine.ended(), 0.0);
        boolean used = active.orElse(0) > 0 || (requests == NEVER_LOOKED ? done > 0 : done != requests);
        lastUse = used ? now : lastUse;
        requests = done;
        return new Use(lastUse, (long) done, Use.Work.of(active));
    }

    /** All of what it has of these; empty where it has none. */
    private static OptionalDouble sum(Map<String, Double> told, Set<String> names) {
        double[] values =
                names.stream().filter(told::containsKey).mapToDouble(told::get).toArray();
        return values.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Arrays.stream(values).sum());
    }

    /** Its weights go to the main memory; requests wake nothing up, only what the engine has for that. */
    @Override
    public void unload(String model) throws ModelServerException {
        Map<String, String> body = engine.letting().body();
        if (body == null) {
            http.post(engine.letting().path());
        } else {
            http.post(engine.letting().path(), body);
        }
        letGoAt = requests;
    }
}
