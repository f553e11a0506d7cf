package dev.headroom.receiver.init;

import java.util.List;

/** Two texts, line by line, by the longest sequence of lines that both have. */
final class LineDifference {

    private LineDifference() {}

    /** The lines that go, with -, and those that come, with +; those that stay are left out. */
    static String of(List<String> before, List<String> after) {
        int[][] common = common(before, after);
        StringBuilder told = new StringBuilder();
        int old = 0;
        int fresh = 0;
        while (old < before.size() || fresh < after.size()) {
            if (old < before.size() && fresh < after.size() && before.get(old).equals(after.get(fresh))) {
                old++;
                fresh++;
            } else if (old < before.size()
                    && (fresh == after.size() || common[old + 1][fresh] >= common[old][fresh + 1])) {
                told.append("  - ").append(before.get(old++)).append('\n');
            } else {
                told.append("  + ").append(after.get(fresh++)).append('\n');
            }
        }
        return told.toString();
    }

    /** How many lines both have in common from each place on. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int old = before.size() - 1; old >= 0; old--) {
            for (int fresh = after.size() - 1; fresh >= 0; fresh--) {
                common[old][fresh] = before.get(old).equals(after.get(fresh))
                        ? common[old + 1][fresh + 1] + 1
                        : Math.max(common[old + 1][fresh], common[old][fresh + 1]);
            }
        }
        return common;
    }
}
