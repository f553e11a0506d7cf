package dev.headroom.receiver.init;

import dev.headroom.receiver.lint.Yaml;
import dev.headroom.receiver.promql.Expr;
import dev.headroom.receiver.promql.PromqlException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A recording rule: the series that it makes, and of what. */
record Recording(String name, Expr expr) {

    /** Those of a file of rules; what cannot be read is lint's to tell. */
    static List<Recording> in(Path file) {
        return Yaml.of(file)
                .each("groups")
                .flatMap(group -> group.each("rules"))
                .flatMap(Recording::of)
                .toList();
    }

    private static Stream<Recording> of(Yaml rule) {
        String name = rule.text("record");
        return name.isEmpty()
                ? Stream.empty()
                : parsed(rule.text("expr")).map(expr -> new Recording(name, expr)).stream();
    }

    private static Optional<Expr> parsed(String text) {
        try {
            return Optional.of(Expr.parse(text));
        } catch (PromqlException e) {
            return Optional.empty();
        }
    }

    /** The names of the series that it is made of, or patterns of them. */
    Stream<String> reads() {
        return expr.deep(Expr.Selector.class).flatMap(Reach::names);
    }
}
