package dev.headroom.receiver.webhook;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body cut at the borders of its alerts, without a look into them. */
final class Cut {

    /** More than fit into a body, were they alerts; bounds the memory that a body of empty objects takes. */
    private static final int MAX_ALERTS = 20_000;

    private final byte[] body;
    private final int open;
    private final int close;
    private final List<Slice> alerts;

    /** The places after the bracket that opens the alerts, and of the one that closes them. */
    private Cut(byte[] body, int open, int close, List<Slice> alerts) {
        this.body = body;
        this.open = open;
        this.close = close;
        this.alerts = alerts;
    }

    List<Slice> alerts() {
        return alerts;
    }

    /** Null where the body is not plainly an object with an array of objects; which error that is, a parser tells. */
    static @Nullable Cut of(byte[] body) {
        int open = open(body);
        if (open < 0) {
            return null;
        }
        List<Slice> alerts = new ArrayList<>();
        int at = space(body, open);
        while (is(body, at, '{') && alerts.size() < MAX_ALERTS) {
            int end = end(body, at);
            alerts.add(new Slice(body, at, end));
            at = space(body, end);
            boolean more = is(body, at, ',');
            at = more ? space(body, at + 1) : at;
            if (more != is(body, at, '{')) {
                return null; // a comma that stands or lacks where it should not
            }
        }
        return is(body, at, ']') ? new Cut(body, open, at, alerts) : null;
    }

    /** The body with only these of its alerts; it is valid, and so are the others, where and only where the body is. */
    byte[] with(List<Slice> some) {
        ByteArrayOutputStream rest =
                new ByteArrayOutputStream(some.isEmpty() ? body.length - (close - open) : body.length);
        rest.write(body, 0, open);
        for (int i = 0; i < some.size(); i++) {
            if (i > 0) {
                rest.write(',');
            }
            rest.write(body, some.get(i).from(), some.get(i).length());
        }
        rest.write(body, close, body.length - close);
        return rest.toByteArray();
    }

    /** The place after the bracket that opens the field alerts. */
    private static int open(byte[] body) {
        try (JsonParser json = Notification.parser(body)) {
            if (!is(body, 0, '{') || json.nextToken() != JsonToken.START_OBJECT) {
                return -1;
            }
            while (!"alerts".equals(json.nextFieldName())) {
                if (json.currentToken() != JsonToken.FIELD_NAME) {
                    return -1;
                }
                json.nextToken();
                json.skipChildren();
            }
            int open = json.nextToken() == JsonToken.START_ARRAY
                    ? (int) json.currentLocation().getByteOffset()
                    : -1;
            return is(body, open - 1, '[') ? open : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    /** The place after the object that begins at {@code from}; the end of the body where it does not end. */
    private static int end(byte[] body, int from) {
        int depth = 0;
        int at = from;
        while (at < body.length) {
            byte c = body[at++];
            if (c == '"') {
                at = endOfText(body, at);
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return at;
            }
        }
        return body.length;
    }

    /** One comparison a byte: most of a body is text. */
    private static int endOfText(byte[] body, int from) {
        for (int at = from; at < body.length; at++) {
            if (body[at] == '"' && !isEscaped(body, from, at)) {
                return at + 1;
            }
        }
        return body.length;
    }

    private static boolean isEscaped(byte[] body, int from, int at) {
        int first = at;
        while (first > from && body[first - 1] == '\\') {
            first--;
        }
        return (at - first) % 2 == 1;
    }

    private static int space(byte[] body, int from) {
        int at = from;
        while (is(body, at, ' ') || is(body, at, '\n') || is(body, at, '\r') || is(body, at, '\t')) {
            at++;
        }
        return at;
    }

    private static boolean is(byte[] body, int at, char c) {
        return at >= 0 && at < body.length && body[at] == c;
    }
}
