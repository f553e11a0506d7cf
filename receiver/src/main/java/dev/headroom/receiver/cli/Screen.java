package dev.headroom.receiver.cli;

import java.util.Optional;

/**
 * How much a terminal shows. The launcher tells it, as a shell does: Java cannot ask. Where nobody tells, as in a pipe, there is
 * no limit.
 *
 * @param columns wide
 * @param lines high
 */
record Screen(int columns, int lines) {
    private static final int LEAST = 40;

    static Screen here() {
        return new Screen(told("COLUMNS"), told("LINES"));
    }

    private static int told(String variable) {
        return Optional.ofNullable(System.getenv(variable))
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(Integer::valueOf)
                .filter(size -> size > 0)
                .map(size -> variable.equals("COLUMNS") ? Math.max(LEAST, size) : size)
                .orElse(Integer.MAX_VALUE);
    }

    /** A line that is not broken into two. */
    String line(String text) {
        return Colour.cut(text, columns);
    }
}
