package dev.headroom.receiver.notify;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far the history was told.
 *
 * @param line the newest line that was looked at
 * @param open lines up to that, whose actions had not ended
 * @param blind whether blindness was told, and its end was not
 */
record Cursor(long line, List<Long> open, boolean blind) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18});([0-9,]*);(blind)?");

    Cursor {
        open = new TreeSet<>(open).stream().toList();
    }

    /** As {@link #text} wrote it; empty where somebody else did. */
    static Optional<Cursor> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new Cursor(
                        Long.parseLong(form.group(1)),
                        Stream.of(form.group(2).split(","))
                                .filter(id -> !id.isEmpty())
                                .map(Long::valueOf)
                                .toList(),
                        form.group(3) != null))
                : Optional.empty();
    }

    String text() {
        return line + ";" + open.stream().map(String::valueOf).collect(Collectors.joining(",")) + ";"
                + (blind ? "blind" : "");
    }
}
