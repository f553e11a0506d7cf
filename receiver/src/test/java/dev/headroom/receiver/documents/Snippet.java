package dev.headroom.receiver.documents;

import java.util.List;

/**
 * A command in a document.
 *
 * @param file relative to the repository
 * @param line of its first line
 * @param text may be several lines
 * @param output what the document shows of what it prints; may be empty
 */
record Snippet(String file, int line, String text, List<String> output) {
    String place() {
        return file + ":" + line;
    }
}
