package dev.headroom.receiver.documents;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What a document holds in fences of one language. */
final class CodeBlock {
    private static final String FENCED = "(?ms)^```%s\\n(.*?)^```$";

    private CodeBlock() {}

    /** The only one with this text in it. */
    static String with(String text, String language, Path document) {
        List<String> found = all(language, document).stream()
                .filter(block -> block.contains(text))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(document + " has " + found.size() + " blocks with " + text);
        }
        return found.get(0);
    }

    /** All of a language. */
    static List<String> all(String language, Path document) {
        return Pattern.compile(FENCED.formatted(language))
                .matcher(Snippets.text(document))
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
