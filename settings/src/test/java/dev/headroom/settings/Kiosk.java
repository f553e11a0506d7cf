package dev.headroom.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program's settings that use every kind of value, for the tests. */
record Kiosk(
        HostPort listen,
        Optional<URI> supplier,
        Optional<URI> cellar,
        Files files,
        Times times,
        Map<String, Drink> drinks) {

    record Files(Optional<Path> log, Optional<Secret> password) {}

    record Times(Duration open, Duration pause) {}

    record Drink(int stock, double sugar, long bottle, boolean cold, String label) {}

    /** As who runs by it: its password must be there. */
    static Kiosk read(Document document) {
        return read(document, Purpose.run(warning -> {}));
    }

    static Kiosk read(Document document, Purpose purpose) {
        Section root = document.root();
        Kiosk kiosk = new Kiosk(
                root.optional("listen")
                        .flatMap(value -> value.listen("127.0.0.1:80"))
                        .orElse(new HostPort("::1", 80)),
                root.optional("supplier").flatMap(Value::http),
                root.optional("cellar")
                        .flatMap(value -> value.readWithLogin(
                                text -> Quantity.url(text, "ftp"),
                                "must be an ftp URL",
                                "write it",
                                "write cellar_file")),
                new Files(
                        root.optional("log").flatMap(value -> value.path("kiosk.log")),
                        root.optional("password_file").flatMap(value -> value.secret(Secret.Form.PASSWORD))),
                new Times(root.period("open", Duration.ofHours(8)), root.duration("pause", Duration.ZERO)),
                drinks(root));
        return document.finish(kiosk, purpose);
    }

    private static Map<String, Drink> drinks(Section root) {
        Map<String, Drink> drinks = new LinkedHashMap<>();
        root.section("drinks").entries().forEach((name, value) -> drinks.put(name, drink(value.section())));
        root.optional("menu")
                .map(Value::items)
                .orElse(List.of())
                .forEach(item -> item.text()
                        .filter(drink -> !drinks.containsKey(drink))
                        .ifPresent(
                                drink -> item.problem("must be a drink", item.suggestion(drinks.keySet(), "add it"))));
        return drinks;
    }

    private static Drink drink(Section section) {
        return new Drink(
                section.required("stock", "add stock: 10")
                        .flatMap(value -> value.whole(0))
                        .orElse(0),
                section.optional("sugar").flatMap(Value::percent).orElse(0.0),
                section.optional("bottle")
                        .flatMap(value -> value.read(Quantity::anySize, "must be a size", "write it like 1KiB"))
                        .orElse(0L),
                section.word("cold", Map.of("true", true, "false", false), false),
                section.text("label", ""));
    }
}
