package dev.headroom.receiver.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** The history of a receiver's services, as its API tells it, newest first. */
record Decisions(Http http) {

    List<JsonNode> of(String service) {
        return StreamSupport.stream(
                        http.get("/api/v1/decisions?limit=500&service=" + service)
                                .spliterator(),
                        false)
                .toList();
    }

    /** Those by which something was done. */
    List<JsonNode> scaled(String service) {
        return of(service).stream()
                .filter(told -> told.path("outcome").asText().equals("scale"))
                .toList();
    }

    boolean tell(String service, String reason) {
        return of(service).stream()
                .anyMatch(told -> told.path("reason").asText().equals(reason));
    }
}
