package dev.headroom.receiver.notify;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a server wants to be told. */
public enum Form {
    /** {@code {"text": "..."}}, which others than Slack understand, too. */
    SLACK {
        @Override
        Map<String, Object> body(List<Notice> notices) {
            String text = lines(notices)
                    .map(line -> line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                    .collect(Collectors.joining("\n"));
            return Map.of("text", text);
        }
    },
    /** An adaptive card, as the workflows of Teams take it. */
    TEAMS {
        @Override
        Map<String, Object> body(List<Notice> notices) {
            List<Map<String, Object>> blocks = new ArrayList<>();
            lines(notices)
                    .map(line -> line.replaceAll("([\\\\\\[\\]()*_<])", "\\\\$1"))
                    .forEach(line -> blocks.add(Map.of("type", "TextBlock", "text", line, "wrap", true)));
            Map<String, Object> card = Map.of("type", "AdaptiveCard", "version", "1.4", "body", blocks);
            Map<String, Object> attachment =
                    Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card);
            return Map.of("type", "message", "attachments", List.of(attachment));
        }
    },
    /** {@code {"version": 1, "notices": [{"kind", "at", "decision", "service", "text"}]}}. */
    JSON {
        @Override
        Map<String, Object> body(List<Notice> notices) {
            return Map.of(
                    "version", 1, "notices", notices.stream().map(Form::fields).toList());
        }
    };

    /** What is sent, as JSON. */
    abstract Map<String, Object> body(List<Notice> notices);

    private static Stream<String> lines(List<Notice> notices) {
        return notices.stream().map(notice -> mark(notice.kind()) + notice.text());
    }

    private static String mark(Kind kind) {
        return switch (kind) {
            case DONE -> "Done: ";
            case TAKEN_BACK -> "Taken back: ";
            default -> "Look: ";
        };
    }

    private static Map<String, Object> fields(Notice notice) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", notice.kind().word());
        fields.put("at", notice.at().truncatedTo(ChronoUnit.MILLIS).toString());
        if (notice.decision() != null) {
            fields.put("decision", notice.decision());
        }
        fields.put("service", notice.service());
        fields.put("text", notice.text());
        return fields;
    }
}
