package dev.headroom.receiver.gpu.vllm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.clients.http.Access;
import dev.headroom.clients.http.HttpCalls;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A vLLM server, which has one model and can put it to sleep: started with {@code --enable-sleep-mode} and
 * {@code VLLM_SERVER_DEV_MODE=1}. It does not tell when the model was used; its counter of requests does, from one
 * look to the next.
 */
public final class VllmServer implements ModelServer {
    private static final int MOST_BYTES = 4 << 20;
    private static final Pattern COUNTED =
            Pattern.compile("(?m)^vllm:(request_success_total|num_requests_running)(?:\\{[^\\n]*})? ([0-9.eE+]+)$");

    private final Terms terms;
    private final HttpCalls http;
    private double requests = -1;
    private @Nullable Instant lastUse;

    public VllmServer(Terms terms, Access access) {
        this.terms = terms;
        this.http = new HttpCalls(MOST_BYTES, access);
    }

    @Override
    public Terms terms() {
        return terms;
    }

    @Override
    public List<Model> models(Instant now) throws ModelServerException {
        try {
            JsonNode sleeping = http.json(HttpCalls.below(terms.url(), "/is_sleeping"), terms.timeout());
            JsonNode first = http.json(HttpCalls.below(terms.url(), "/v1/models"), terms.timeout())
                    .path("data")
                    .path(0);
            look(now);
            return sleeping.path("is_sleeping").asBoolean() || first.isMissingNode()
                    ? List.of()
                    : List.of(new Model(first.path("id").asText(), lastUse, (long) requests, 0, false, Set.of()));
        } catch (IOException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e);
        }
    }

    private void look(Instant now) throws IOException {
        byte[] metrics = http.must(
                        HttpRequest.newBuilder(HttpCalls.below(terms.url(), "/metrics")), terms.timeout(), 200, 200)
                .body();
        double done = 0;
        double running = 0;
        Matcher counted = COUNTED.matcher(new String(metrics, StandardCharsets.UTF_8));
        while (counted.find()) {
            double value = Double.parseDouble(counted.group(2));
            if (counted.group(1).equals("num_requests_running")) {
                running += value;
            } else {
                done += value;
            }
        }
        if (running > 0 || (requests >= 0 && done != requests) || (requests < 0 && done > 0)) {
            lastUse = now;
        }
        requests = done;
    }

    /** Its weights go to the main memory; requests wake nothing up, a POST to {@code /wake_up} does. */
    @Override
    public void unload(String model) throws ModelServerException {
        try {
            http.post(HttpCalls.below(terms.url(), "/sleep?level=1"), terms.timeout());
        } catch (IOException e) {
            throw new ModelServerException(String.valueOf(e.getMessage()), e);
        }
    }
}
