package dev.headroom.receiver.lint;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Values as Alertmanager's reader of YAML decodes them: its words for true, false and nothing, unless in quotes. */
final class GoScalar {
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Pattern WHOLE = Pattern.compile("\\+?(0[xob])?[0-9A-Fa-f_]+");
    private static final Pattern ZERO = Pattern.compile("[+-]?(0[xob])?[0_]+(\\.0*)?");

    private GoScalar() {}

    /** Whether it is as if it were not there. */
    static boolean isNothing(Yaml yaml) {
        return yaml.node() instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
    }

    /** The value below the keys, if there is one. */
    static Optional<Yaml> get(Yaml yaml, String... keys) {
        return yaml.get(keys).filter(value -> !isNothing(value));
    }

    /** Empty for what is neither. */
    static Optional<Boolean> bool(Yaml yaml) {
        if (!isPlain(yaml)) {
            return Optional.empty();
        }
        return TRUE.contains(yaml.text())
                ? Optional.of(true)
                : Optional.of(false).filter(no -> FALSE.contains(yaml.text()));
    }

    static boolean isWhole(Yaml yaml) {
        return isPlain(yaml)
                && (WHOLE.matcher(yaml.text()).matches()
                        || ZERO.matcher(yaml.text()).matches());
    }

    static boolean isZero(Yaml yaml) {
        return ZERO.matcher(yaml.text()).matches();
    }

    /** As text, in which nothing is no text. */
    static String text(Yaml yaml) {
        return isNothing(yaml) ? "" : yaml.text();
    }

    /** Whether it is a value without quotes. */
    static boolean isPlain(Yaml yaml) {
        return yaml.node() instanceof ScalarNode scalar && scalar.isPlain();
    }
}
