package dev.headroom.ttltuner.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.ttltuner.status.ModeStatus;
import dev.headroom.ttltuner.status.TunerStatus;
import dev.headroom.ttltuner.tuning.ModePolicy.Target;
import java.time.Instant;
import java.util.OptionalDouble;

/** The status as JSON, for {@code headroom ttl status} and for machines. */
final class StatusJson {
    private static final JsonMapper JSON = new JsonMapper();

    private StatusJson() {}

    static ObjectNode of(TunerStatus status) {
        ObjectNode json = JSON.createObjectNode();
        json.put("leader", status.leader());
        json.put("redis", status.redis() == null ? "ok" : status.redis().label());
        json.putArray("modes")
                .addAll(status.modes().stream().map(StatusJson::mode).toList());
        return json;
    }

    private static ObjectNode mode(ModeStatus mode) {
        ObjectNode json = JSON.createObjectNode();
        json.put("mode", mode.policy().mode());
        mode.seen().ttl().ifPresent(ttl -> json.put("ttl", ttl));
        put(json, "hit_rate", mode.seen().hitRate());
        if (mode.policy().goal() instanceof Target target) {
            json.put("target", target.hitRate());
        }
        put(json, "predicted", mode.seen().predicted());
        put(json, "ceiling", mode.seen().ceiling());
        json.put("unreachable", mode.unreachable());
        mode.change()
                .ifPresent(change -> json.putObject("last_change")
                        .put("at", change.at().toString())
                        .put("from", change.from())
                        .put("to", change.to()));
        return decided(json, mode.decided());
    }

    private static ObjectNode decided(ObjectNode json, ModeStatus.Decided decided) {
        json.put("decided_at", decided.at().toString());
        json.put("outcome", decided.adjusted() ? "adjust" : "hold");
        json.put("reason", decided.reason().label());
        json.put("why", decided.reason().text());
        json.put("detail", decided.detail());
        if (decided.notBefore().isAfter(decided.at())) {
            json.put(
                    "not_before",
                    decided.notBefore().equals(Instant.MAX)
                            ? "never"
                            : decided.notBefore().toString());
        }
        return json;
    }

    private static void put(ObjectNode json, String key, OptionalDouble ratio) {
        ratio.ifPresent(value -> json.put(key, Math.round(value * 10_000) / 10_000.0));
    }
}
