package dev.headroom.receiver.target.docker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headroom.receiver.target.TargetException;

/**
 * What the daemon said.
 *
 * @param body missing where the daemon sent none
 */
public record Answer(int status, JsonNode body) {
    private static final String REMEDY = "; let the socket proxy allow it, or whatever else stands before Docker";

    public boolean ok() {
        return status < 300;
    }

    /** Whether whoever asked may not. */
    public boolean refused() {
        return status == 401 || status == 403;
    }

    public String message() {
        return body.path("message").asText("HTTP status " + status);
    }

    /**
     * The body of an answer that agrees.
     *
     * @param action what was asked for, as "list the containers"
     */
    public JsonNode must(String action) throws TargetException {
        if (!ok()) {
            throw new TargetException(
                    kind(), "Docker could not %s: %s%s".formatted(action, message(), refused() ? REMEDY : ""));
        }
        return body;
    }

    private TargetException.Kind kind() {
        return switch (status) {
            case 400, 401, 403 -> TargetException.Kind.NEVER;
            case 404, 409 -> TargetException.Kind.CONFLICT;
            default -> TargetException.Kind.LATER;
        };
    }
}
