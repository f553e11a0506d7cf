package dev.headroom.receiver.gpu.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.prometheus.Exposition;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.engine.Engine.Order;
import dev.headroom.receiver.gpu.http.ServerCalls;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What an engine is asked and told.
 *
 * @param looks bounded as a question is
 * @param orders bounded as what moves weights is
 */
public record EngineClient(Engine engine, ServerCalls looks, ServerCalls orders) {

    private static final int DISCARDED = 2;

    /** The names that it serves its one model under. */
    List<String> models() throws ModelServerException {
        return looks.json("/v1/models").path("data").findValuesAsText("id");
    }

    /** Whether it has let go of its memory; empty for a kind that does not tell. */
    public Optional<Boolean> sleeps() throws ModelServerException {
        String path = engine.sleeping();
        if (path == null) {
            return Optional.empty();
        }
        JsonNode told = looks.json(path).path("is_sleeping");
        if (!told.isBoolean()) {
            throw new ModelServerException(looks.url() + path + " does not tell is_sleeping: true or false");
        }
        return Optional.of(told.booleanValue());
    }

    /**
     * Its requests.
     *
     * @param active running and waiting; empty where it does not tell all of them
     * @param ended since its start
     */
    public record Requests(OptionalDouble active, double ended) {}

    public Requests requests() throws ModelServerException {
        Map<String, Double> told = Exposition.sums(looks.bytes(engine.metrics()));
        double active = Stream.concat(engine.active().stream(), engine.further().stream())
                .mapToDouble(name -> told.getOrDefault(name, 0.0))
                .sum();
        boolean all = told.keySet().containsAll(engine.active()) && !Double.isNaN(active);
        return new Requests(
                all ? OptionalDouble.of(active) : OptionalDouble.empty(), told.getOrDefault(engine.ended(), 0.0));
    }

    /** Has it let go of its memory, of weights too that level 1 keeps in the main memory and level 2 discards. */
    public void sleep(int level) throws ModelServerException {
        orders.post(engine.letting().formatted(level), Map.of());
    }

    /**
     * Has it take its memory again, and load what it discarded: whoever has put it to sleep, it must not serve without its weights.
     *
     * @param level one that the engine can wake from, which is believed where it does not tell itself
     */
    public void wake(int level) throws ModelServerException {
        for (Order order : Objects.requireNonNull(engine.waking().get(saysDiscarded() ? DISCARDED : level))) {
            orders.post(order.path(), order.body());
        }
    }

    /** One that is silent about it is woken all the same. */
    private boolean saysDiscarded() {
        try {
            return engine.waking().containsKey(DISCARDED)
                    && Exposition.isOne(
                            looks.bytes(engine.metrics()), "vllm:engine_sleep_state", "sleep_state=\"discard_all\"");
        } catch (ModelServerException e) {
            return false;
        }
    }
}
