package dev.headroom.receiver.lint;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files that look as if they were read, and are not. */
record UnreadFiles(Path root, List<Path> rules) {
    private static final Pattern GROUPS = Pattern.compile("(?m)^(groups:|kind: *PrometheusRule)");
    private static final Pattern ROUTE = Pattern.compile("(?m)^route:");
    private static final Pattern RECEIVERS = Pattern.compile("(?m)^receivers:");
    private static final Pattern SCHEMA_V2 = Pattern.compile("\"apiVersion\"\\s*:\\s*\"dashboard\\.grafana\\.app/v2");
    private static final Pattern ELEMENTS = Pattern.compile("\"elements\"\\s*:");
    private static final Pattern LAYOUT = Pattern.compile("\"layout\"\\s*:");

    Stream<Finding> findings() {
        return Stream.of(groups(), routes(), dashboards()).flatMap(found -> found);
    }

    private Stream<Finding> groups() {
        return rules.stream()
                .flatMap(folder -> TreeReader.list(folder, Integer.MAX_VALUE, "ml").stream()
                        .filter(file -> !isRead(folder, file) && holds(file, GROUPS)))
                .map(file -> finding(
                        file,
                        "it holds rules, and only files alert-rules/*.rules.yml are read",
                        "give it such a name there, or put it elsewhere"));
    }

    private static boolean isRead(Path folder, Path file) {
        Path parent = file.toAbsolutePath().getParent();
        boolean inside = folder.toAbsolutePath().equals(parent)
                || folder.resolve(TreeReader.ADAPTERS).toAbsolutePath().equals(parent)
                || (parent != null && Tree.isVariant(parent));
        return inside && file.toString().endsWith(TreeReader.RULES);
    }

    private Stream<Finding> routes() {
        List<Path> files = Stream.concat(
                        TreeReader.list(root, 1, "ml").stream(),
                        TreeReader.list(root.resolve("alertmanager"), Integer.MAX_VALUE, "ml").stream())
                .filter(file -> holds(file, ROUTE) && holds(file, RECEIVERS))
                .toList();
        Path read = TreeReader.routes(root).orElse(root);
        return files.stream()
                .filter(file -> !file.equals(read))
                .map(file -> finding(
                        file,
                        "it is a configuration of Alertmanager, and only "
                                + (read.equals(root) ? "alertmanager/alertmanager.yml" : read) + " is read",
                        "keep one of them, at alertmanager/alertmanager.yml"));
    }

    private Stream<Finding> dashboards() {
        return TreeReader.list(root.resolve("grafana-dashboards"), Integer.MAX_VALUE, ".json").stream()
                .filter(file -> holds(file, SCHEMA_V2) || (holds(file, ELEMENTS) && holds(file, LAYOUT)))
                .map(file -> finding(
                        file,
                        "it is a dashboard of schema v2, which is not read here",
                        "export it as classic JSON, too, if its thresholds shall be checked"));
    }

    /** Tests of promtool hold groups of series, under another key. */
    private static boolean holds(Path file, Pattern what) {
        return TreeReader.text(file).filter(text -> what.matcher(text).find()).isPresent();
    }

    private static Finding finding(Path file, String message, String remedy) {
        return new Finding(Place.of(file.toString()), Rule.NOT_READ, message, remedy);
    }
}
