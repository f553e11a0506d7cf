package dev.headroom.receiver.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headroom.clients.http.HttpCalls;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Posts one alert at a time as an Alertmanager v4 notification of its own group. */
final class Notifications {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String NO_END = "0001-01-01T00:00:00Z";

    private final HttpCalls http = new HttpCalls(1 << 20);
    private final URI webhook;

    Notifications(URI webhook) {
        this.webhook = webhook;
    }

    void firing(DemoAlert alert, Instant startsAt) throws InterruptedException {
        post(body(alert, startsAt, null));
    }

    void resolved(DemoAlert alert, Instant startsAt, Instant endsAt) throws InterruptedException {
        post(body(alert, startsAt, endsAt));
    }

    private void post(String body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(webhook)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Alertmanager/0.25.0")
                .POST(BodyPublishers.ofString(body));
        try {
            HttpResponse<byte[]> answer = http.send(request, Duration.ofSeconds(10));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("the receiver answered " + answer.statusCode() + ": "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
        } catch (InterruptedIOException e) {
            throw new InterruptedException(e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("the receiver did not answer: " + e.getMessage(), e);
        }
    }

    private static String body(DemoAlert alert, Instant startsAt, @Nullable Instant endsAt) {
        String status = endsAt == null ? "firing" : "resolved";
        ObjectNode body = JSON.createObjectNode();
        body.put("receiver", "headroom").put("status", status);
        ObjectNode one = body.putArray("alerts").addObject();
        one.put("status", status);
        labels(one, "labels", alert);
        one.putObject("annotations").put("summary", alert.name());
        one.put("startsAt", startsAt.toString()).put("endsAt", endsAt == null ? NO_END : endsAt.toString());
        one.put("generatorURL", "http://prometheus:9090/graph").put("fingerprint", alert.fingerprint());
        body.putObject("groupLabels").put("alertname", alert.name());
        labels(body, "commonLabels", alert);
        body.putObject("commonAnnotations").put("summary", alert.name());
        body.put("externalURL", "http://alertmanager:9093").put("version", "4");
        body.put("groupKey", "{}:{alertname=\"" + alert.name() + "\"}").put("truncatedAlerts", 0);
        return written(body);
    }

    private static void labels(ObjectNode in, String field, DemoAlert alert) {
        ObjectNode labels = in.putObject(field);
        alert.labels().forEach(labels::put);
    }

    private static String written(ObjectNode body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
