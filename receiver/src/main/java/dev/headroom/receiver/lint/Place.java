package dev.headroom.receiver.lint;

/**
 * Where something is written.
 *
 * @param line first line of the file is 1; 0 for the file itself
 * @param column first column is 1; 0 for the file itself
 */
public record Place(String file, int line, int column) {

    static Place of(String file) {
        return new Place(file, 0, 0);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }
}
