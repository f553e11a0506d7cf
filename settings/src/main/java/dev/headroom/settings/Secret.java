package dev.headroom.settings;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file whose first line is a secret. The line itself is kept nowhere and is in no message.
 *
 * @param key of the configuration that names the file, for messages
 */
public record Secret(String key, Path file, Form form) {

    /** What the line may be made of. */
    public enum Form {
        /** Anything but control characters. */
        PASSWORD("[^\\p{Cntrl}]+", "a readable file whose first line is a password"),
        /** What a header carries as it is. */
        TOKEN("[!-~]+", "a readable file whose first line is a token of printable ASCII without spaces");

        private final Pattern pattern;
        private final String words;

        Form(String pattern, String words) {
            this.pattern = Pattern.compile(pattern);
            this.words = words;
        }
    }

    static final String REMEDY = "check the path, its rights and the line";

    /** The secret; empty where the file cannot be read or begins otherwise. */
    public Optional<String> line() {
        try {
            return Lines.of(file).stream()
                    .findFirst()
                    .map(String::strip)
                    .filter(line -> form.pattern.matcher(line).matches());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    String rule() {
        return "must be " + form.words;
    }

    /** The secret; throws {@link ConfigException} where there is none. */
    public String required() {
        return line().orElseThrow(() -> new ConfigException(List.of(fault())));
    }

    /** That there is none. */
    public Problem fault() {
        return new Problem(file.toString(), 0, 0, key, rule(), "something else", REMEDY);
    }
}
