package dev.headroom.receiver.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.headroom.receiver.webhook.Notification.WireAlert;
import dev.headroom.receiver.wire.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a notification token by token, in one pass and without anything in between: of a group of 200 alerts every value that
 * is kept twice would be twice the work of a collector. What it does not know it skips; the parser is strict also about that.
 */
final class NotificationReader implements AutoCloseable {

    private static final JsonFactory JSON =
            StrictJson.mapper(RequestBody.MAX_BYTES).getFactory();

    private final JsonParser parser;

    private NotificationReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Null for a body of nothing but {@code null}. */
    static @Nullable Notification read(byte[] body) throws IOException {
        try (NotificationReader reader = new NotificationReader(JSON.createParser(body))) {
            Notification read = reader.parser.nextToken() == JsonToken.VALUE_NULL ? null : reader.notification();
            reader.check(reader.parser.nextToken() == null);
            return read;
        }
    }

    private Notification notification() throws IOException {
        String version = null;
        String receiver = null;
        List<@Nullable WireAlert> alerts = null;
        long truncated = 0;
        check(parser.currentToken() == JsonToken.START_OBJECT);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "version" -> version = text();
                case "receiver" -> receiver = text();
                case "alerts" -> alerts = alerts();
                case "truncatedAlerts" -> truncated = number();
                default -> parser.skipChildren();
            }
        }
        return new Notification(version, receiver, alerts, truncated);
    }

    private @Nullable List<@Nullable WireAlert> alerts() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        check(parser.currentToken() == JsonToken.START_ARRAY);
        List<@Nullable WireAlert> alerts = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            alerts.add(parser.currentToken() == JsonToken.VALUE_NULL ? null : alert());
        }
        return alerts;
    }

    private WireAlert alert() throws IOException {
        String status = null;
        Map<String, @Nullable String> labels = null;
        Map<String, @Nullable String> annotations = null;
        String startsAt = null;
        String endsAt = null;
        String fingerprint = null;
        check(parser.currentToken() == JsonToken.START_OBJECT);
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "status" -> status = text();
                case "labels" -> labels = texts();
                case "annotations" -> annotations = texts();
                case "startsAt" -> startsAt = text();
                case "endsAt" -> endsAt = text();
                case "fingerprint" -> fingerprint = text();
                default -> parser.skipChildren();
            }
        }
        return new WireAlert(status, labels, annotations, startsAt, endsAt, fingerprint);
    }

    private @Nullable Map<String, @Nullable String> texts() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        check(parser.currentToken() == JsonToken.START_OBJECT);
        Map<String, @Nullable String> texts = new HashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            texts.put(name, text());
        }
        return texts;
    }

    private @Nullable String text() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        check(parser.currentToken() == JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private long number() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        check(parser.currentToken() == JsonToken.VALUE_NUMBER_INT);
        return parser.getLongValue();
    }

    /** Of what is no JSON that is told first. */
    private void check(boolean expected) throws IOException {
        if (!expected) {
            parser.finishToken();
            throw MismatchedInputException.from(parser, Notification.class, "not of the expected shape");
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
