package dev.headroom.receiver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One of several packaged receivers that run. */
record ReceiverNode(Child child, Http http) {
    private static final AtomicInteger ALERTS = new AtomicInteger();

    static ReceiverNode of(Child child) {
        return new ReceiverNode(child, Http.at(Distribution.port(child)));
    }

    boolean leads() {
        return http.text("/metrics").contains("headroom_leader 1.0");
    }

    /** Sends a signal by its name, such as STOP. */
    void signal(String name) {
        Child.signal(child.process(), name);
    }

    /** Tells it of an alert that was not there before. */
    void fire(String service, String trigger) throws IOException {
        String alert = Notification.fingerprint(ALERTS.incrementAndGet());
        assertThat(http.post("/webhook", Notification.firing("Pressure_" + trigger, alert, service, trigger)))
                .isEqualTo(200);
    }

    /** That there are so many actions, all of them done, and that it stays so. */
    void acted(String service, int actions) {
        Waiting.until(
                service + " was scaled",
                () -> scaled(service).stream().filter("done"::equals).count() == actions);
        Waiting.sleep(Duration.ofSeconds(2));
        assertThat(scaled(service)).hasSize(actions).containsOnly("done");
    }

    /** How each action ended, or that it is under way. */
    List<String> scaled(String service) {
        List<String> results = new ArrayList<>();
        for (JsonNode decision : http.get("/api/v1/decisions?limit=500&service=" + service)) {
            if (decision.path("outcome").asText().equals("scale")) {
                results.add(decision.path("result").asText());
            }
        }
        return results;
    }
}
