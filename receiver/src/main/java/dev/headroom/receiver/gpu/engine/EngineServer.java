package dev.headroom.receiver.gpu.engine;

import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Use;
import dev.headroom.receiver.gpu.http.ServerCalls;
import java.time.Instant;
import java.util.List;
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
    private final EngineClient client;
    private double requests = NEVER_LOOKED;
    private @Nullable Instant lastUse;

    /** Whether it has served since it was last asked to let go, or since it was first looked at. */
    private boolean served;

    public EngineServer(Engine engine, Terms terms, Access access) {
        this.engine = engine;
        this.terms = terms;
        ServerCalls calls =
                new ServerCalls(new HttpCalls(MOST_BYTES, access), terms.url(), terms.timeout(), engine.need());
        this.client = new EngineClient(engine, calls, calls);
    }

    @Override
    public Terms terms() {
        return terms;
    }

    /** One, on all of its GPUs, by the first of the names that it is served under; each of these may be pinned. */
    @Override
    public List<Model> models(Instant now) throws ModelServerException {
        List<String> names = client.models();
        Use use = look(now);
        boolean kept = names.stream().anyMatch(terms.pinned()::contains);
        return names.isEmpty() || client.sleeps().orElse(false)
                ? List.of()
                : List.of(new Model(names.get(0), use, 0, kept, Set.copyOf(terms.gpus())));
    }

    private Use look(Instant now) throws ModelServerException {
        EngineClient.Requests told = client.requests();
        double done = told.ended();
        boolean serves = told.active().orElse(0) > 0 || (requests != NEVER_LOOKED && done != requests);
        served |= serves;
        lastUse = serves || (requests == NEVER_LOOKED && done > 0) ? now : lastUse;
        requests = done;
        return new Use(
                lastUse,
                (long) done,
                engine.sleeping() == null ? laggingWork(told.active(), now) : Use.Work.of(told.active()));
    }

    /**
     * One that does not tell whether it has let go ends when it is asked to twice: only what serves is loaded for sure. The gauges of
     * these move now and then alone, so short requests show in the counter only: what has just served is in use.
     */
    private Use.Work laggingWork(OptionalDouble active, Instant now) {
        if (!served) {
            return Use.Work.UNTOLD;
        }
        boolean rests = Use.since(lastUse, 0, now).work() == Use.Work.IDLE;
        return rests ? Use.Work.of(active) : Use.Work.BUSY;
    }

    /** Its weights go to the main memory; requests wake nothing up, only what the engine has for that. */
    @Override
    public void unload(String model) throws ModelServerException {
        served = false;
        client.sleep(1);
    }
}
