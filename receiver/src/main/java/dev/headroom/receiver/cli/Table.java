package dev.headroom.receiver.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Rows in columns that are as wide as their widest cell. Where they are wider together than the screen, columns in which no row
 * has anything are left out, and then the widest cells are cut.
 */
final class Table {

    private static final String NOTHING = "-";
    private static final int GAP = 2;
    private static final int LEAST = 6;

    private final int columns;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        this(Integer.MAX_VALUE, heads);
    }

    /** @param columns of the screen */
    Table(int columns, String... heads) {
        this.columns = columns;
        rows.add(Arrays.stream(heads).map(Colour.BOLD::of).toList());
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** One line a row, the last one ended too. */
    @Override
    public String toString() {
        List<Integer> all = IntStream.range(0, rows.get(0).size()).boxed().toList();
        List<Integer> shown = total(widths(all)) <= columns
                ? all
                : all.stream().filter(this::tells).toList();
        int[] widths = fitting(widths(shown));
        return rows.stream()
                .map(row -> line(shown.stream().map(row::get).toList(), widths) + System.lineSeparator())
                .collect(Collectors.joining());
    }

    private boolean tells(int column) {
        return rows.stream().skip(1).anyMatch(row -> !row.get(column).equals(NOTHING));
    }

    private int[] widths(List<Integer> shown) {
        return shown.stream()
                .mapToInt(column -> rows.stream()
                        .mapToInt(row -> Colour.width(row.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static int total(int... widths) {
        return IntStream.of(widths).sum() + GAP * (widths.length - 1);
    }

    /** Takes from the widest until all fit, or none is wide any more. */
    private int[] fitting(int... widths) {
        int[] fitting = widths.clone();
        while (total(fitting) > columns) {
            int widest = IntStream.range(0, fitting.length)
                    .reduce((a, b) -> fitting[b] > fitting[a] ? b : a)
                    .orElseThrow();
            if (fitting[widest] <= LEAST) {
                return fitting;
            }
            fitting[widest]--;
        }
        return fitting;
    }

    private static String line(List<String> row, int... widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String cell = Colour.cut(row.get(i), widths[i]);
            line.append(cell).append(" ".repeat(widths[i] - Colour.width(cell) + GAP));
        }
        return line.toString().stripTrailing();
    }
}
