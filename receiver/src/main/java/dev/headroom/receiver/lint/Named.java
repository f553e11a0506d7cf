package dev.headroom.receiver.lint;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a message of Alertmanager's is about, where it names a key, a kind of receivers or a value of the file. */
final class Named {
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern SPECIAL = Pattern.compile("[A-Za-z]*[0-9:_][A-Za-z0-9:_]*");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{3,}");

    private Named() {}

    /** The first of the best: a text in quotes, then a name that is no word, then a kind of receivers, then any value. */
    static Optional<Yaml> in(Yaml file, String message) {
        List<Yaml> keys = sorted(file.deep().flatMap(yaml -> yaml.keys().values().stream()));
        List<Yaml> values =
                sorted(file.deep().filter(yaml -> yaml.isText() && !yaml.text().isEmpty()));
        return first(values, QUOTED, message, String::contains)
                .or(() -> first(values, SPECIAL, message, String::equals))
                .or(() -> first(keys, SPECIAL, message, String::equals))
                .or(() -> first(keys, WORD, message, (key, word) -> key.equalsIgnoreCase(word + "_configs")))
                .or(() -> first(
                        values,
                        WORD,
                        message,
                        (value, word) -> List.of(value.split(":")).contains(word)));
    }

    private static List<Yaml> sorted(Stream<Yaml> nodes) {
        return nodes.sorted(Comparator.comparingInt((Yaml yaml) -> yaml.place().line())
                        .thenComparingInt(yaml -> yaml.place().column()))
                .toList();
    }

    private static Optional<Yaml> first(
            List<Yaml> nodes, Pattern named, String message, BiPredicate<String, String> isMeant) {
        return named.matcher(message)
                .results()
                .map(Named::text)
                .flatMap(text -> nodes.stream().filter(node -> isMeant.test(node.text(), text)))
                .findFirst();
    }

    private static String text(MatchResult found) {
        return found.groupCount() > 0 ? found.group(1) : found.group();
    }
}
