package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.AlertmanagerKeys.Section;
import dev.headroom.receiver.matcher.LabelMatcher;
import dev.headroom.receiver.matcher.MatcherException;
import dev.headroom.receiver.matcher.Matchers;
import dev.headroom.settings.Closest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Keys that Alertmanager does not know, and values that are not what it expects. */
final class AlertmanagerSyntax {
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private final List<Finding> found = new ArrayList<>();

    private AlertmanagerSyntax() {}

    static List<Finding> mistakes(GoYaml.Content content) {
        AlertmanagerSyntax syntax = new AlertmanagerSyntax();
        content.repeated().forEach(key -> syntax.refuse(key, key.text() + " is there twice", "remove one of the two"));
        syntax.value("config", "it", content.root());
        return syntax.found;
    }

    static Finding refusal(Yaml yaml, String message, String remedy) {
        return new Finding(yaml.place(), Rule.ALERTMANAGER, "Alertmanager refuses it: " + message, remedy);
    }

    private void refuse(Yaml yaml, String message, String remedy) {
        found.add(refusal(yaml, message, remedy));
    }

    private void value(String kind, String key, Yaml yaml) {
        if (kind.equals("any") || GoScalar.isNothing(yaml)) {
            return;
        }
        if (kind.startsWith("[")) {
            list(kind.substring(1, kind.length() - 1), key, yaml);
            return;
        }
        AlertmanagerKeys.section(kind)
                .ifPresentOrElse(section -> section(section, key, yaml), () -> simple(kind, key, yaml));
    }

    private void list(String kind, String key, Yaml yaml) {
        if (yaml.node() instanceof SequenceNode) {
            yaml.items().forEach(item -> value(kind, key, item));
        } else {
            boolean isText = yaml.isText() && (kind.equals("text") || kind.equals("matcher"));
            String remedy = isText
                    ? "write " + key + ": ['" + yaml.text().strip().replace("'", "''") + "']"
                    : "begin it with -";
            refuse(yaml, key + " must be a list" + (isText ? ", found " + yaml.text() : ""), remedy);
        }
    }

    private void section(Section section, String key, Yaml yaml) {
        if (!(yaml.node() instanceof MappingNode)) {
            refuse(yaml, key + " must hold keys" + shown(yaml), "write its keys below it, like KEY: VALUE");
            return;
        }
        yaml.keys().forEach((name, place) -> {
            String kind = section.keys().get(name);
            if (kind == null) {
                refuse(place, section.title() + " has no key " + name, remedy(section, name));
            } else {
                yaml.get(name).ifPresent(value -> value(kind, name, value));
            }
        });
    }

    private static String remedy(Section section, String name) {
        return Closest.to(name, section.keys().keySet())
                .map(meant -> "did you mean " + meant + "?")
                .orElse("remove it, or put it where it belongs");
    }

    private void simple(String kind, String key, Yaml yaml) {
        switch (kind) {
            case "labels", "patterns" -> pairs(kind, key, yaml);
            case "matcher" -> matcher(yaml);
            case "bool" ->
                expect(
                        GoScalar.bool(yaml).isPresent(),
                        yaml,
                        key + " must be true or false",
                        "write it without quotes");
            case "count" ->
                expect(GoScalar.isWhole(yaml), yaml, key + " must be a whole number", "write it without quotes");
            case "duration" -> duration(key, yaml);
            case "interval" -> {
                duration(key, yaml);
                boolean none =
                        yaml.duration().filter(duration -> duration.isZero()).isPresent();
                expect(!none, yaml, key + " must be longer than 0", "write " + key + ": 30s, or longer");
            }
            default -> expect(yaml.isText(), yaml, key + " must be a text", "write one value behind " + key + ":");
        }
    }

    private void duration(String key, Yaml yaml) {
        expect(yaml.duration().isPresent(), yaml, key + " must be a duration", "write it like 30s or 1h30m");
    }

    private void expect(boolean holds, Yaml yaml, String rule, String remedy) {
        if (!holds) {
            refuse(yaml, rule + shown(yaml), remedy);
        }
    }

    private void pairs(String kind, String key, Yaml yaml) {
        if (!(yaml.node() instanceof MappingNode)) {
            refuse(yaml, key + " must hold labels" + shown(yaml), "write them below it, like LABEL: VALUE");
            return;
        }
        yaml.entries().forEach((label, value) -> {
            expect(value.isText(), value, label + " must be a text", "write one value behind " + label + ":");
            if (!LABEL.matcher(label).matches()) {
                refuse(value, "\"" + label + "\" in " + key + " is no name of a label", "use matchers instead");
            } else if (kind.equals("patterns")) {
                pattern(label, value);
            }
        });
    }

    private void pattern(String label, Yaml value) {
        try {
            LabelMatcher.of(label, "=~", value.text());
        } catch (MatcherException e) {
            refuse(value, e.getMessage(), "correct it: Alertmanager reads it as RE2 does");
        }
    }

    private void matcher(Yaml yaml) {
        if (!yaml.isText()) {
            refuse(yaml, "a matcher must be a text", "put it in quotes, like 'service = \"app\"'");
            return;
        }
        try {
            Matchers.in(yaml.text());
        } catch (MatcherException e) {
            found.add(new Finding(
                    yaml.place(e.at()),
                    Rule.ALERTMANAGER,
                    "Alertmanager refuses it: the matcher " + yaml.text() + " matches nothing, as it cannot be read: "
                            + e.getMessage(),
                    "write it like service = \"app\", or service =~ \"app|api\""));
        }
    }

    private static String shown(Yaml yaml) {
        String quote = GoScalar.isPlain(yaml) ? "" : "\"";
        return yaml.isText() ? ", found " + quote + yaml.text() + quote : "";
    }
}
