package dev.headroom.receiver.config;

import dev.headroom.receiver.config.HeadroomConfig.Notify;
import dev.headroom.receiver.notify.Form;
import dev.headroom.receiver.notify.Kind;
import dev.headroom.receiver.notify.Notices;
import dev.headroom.settings.Quantity;
import dev.headroom.settings.Secret;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code notify}: where people are told of what was done, and of what. */
final class NotifyReader {
    private static final Map<String, Form> FORMS = Map.of("slack", Form.SLACK, "teams", Form.TEAMS, "json", Form.JSON);
    private static final Map<String, Kind> KINDS = Stream.of(Kind.values())
            .collect(Collectors.toMap(Kind::word, kind -> kind, (a, b) -> a, LinkedHashMap::new));
    private static final Duration EVERY = Duration.ofSeconds(10);

    private NotifyReader() {}

    static @Nullable Notify read(Section section) {
        Form form = section.word("form", FORMS, Form.JSON);
        Set<Kind> about = section.optional("about").map(NotifyReader::about).orElse(Set.of(Kind.values()));
        Duration every = section.optional("every").flatMap(NotifyReader::every).orElse(EVERY);
        if (section.isEmpty()) {
            return null;
        }
        Optional<Secret> address = section.required("url_file", "add url_file: secrets/NAME, a file with the URL")
                .flatMap(value -> value.secret(Secret.Form.TOKEN));
        return address.map(file -> new Notify(file, new Notices.Terms(form, about, every)))
                .orElse(null);
    }

    private static Set<Kind> about(Value value) {
        Set<Kind> about = new LinkedHashSet<>();
        List<Value> items = value.items();
        items.forEach(item -> item.word(KINDS).ifPresent(about::add));
        if (items.isEmpty()) {
            value.problem("must name at least one kind", "write one of " + String.join(", ", KINDS.keySet()));
        }
        return about;
    }

    private static Optional<Duration> every(Value value) {
        return value.read(
                text -> Quantity.duration(text, Duration.ofSeconds(1), Duration.ofHours(1)),
                "must be a duration from 1s to 1h",
                "write it like 10s");
    }
}
