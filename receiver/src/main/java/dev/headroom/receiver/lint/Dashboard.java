package dev.headroom.receiver.lint;

import java.util.List;
import java.util.stream.Stream;

/** A Grafana dashboard: its panels with their queries and thresholds. */
record Dashboard(Yaml yaml) {

    /**
     * A panel.
     *
     * @param queries PromQL
     * @param thresholds where its colour changes
     */
    record Panel(String title, List<Expression> queries, List<Yaml> thresholds, boolean percent) {}

    List<Panel> panels() {
        return yaml.each("panels")
                .flatMap(Dashboard::andInside)
                .map(Dashboard::panel)
                .toList();
    }

    Stream<Yaml> panelIds() {
        return yaml.each("panels").flatMap(Dashboard::andInside).flatMap(panel -> panel.get("id").stream());
    }

    /** A collapsed row holds panels of its own. */
    private static Stream<Yaml> andInside(Yaml panel) {
        return Stream.concat(Stream.of(panel), panel.each("panels"));
    }

    private static Panel panel(Yaml panel) {
        List<Expression> queries = panel.each("targets")
                .flatMap(target -> target.get("expr").stream())
                .map(Dashboard::query)
                .toList();
        List<Yaml> thresholds = panel.get("fieldConfig").stream()
                .flatMap(Yaml::deep)
                .flatMap(node -> node.each("steps"))
                .flatMap(step -> step.get("value").stream())
                .filter(value -> value.text().matches("-?[0-9.]+"))
                .toList();
        String unit =
                panel.get("fieldConfig", "defaults", "unit").map(Yaml::text).orElse("");
        return new Panel(panel.text("title"), queries, thresholds, unit.equals("percent"));
    }

    /** Every query: of panels, and of annotations and variables that ask Prometheus. */
    Stream<Expression> queries() {
        return yaml.deep()
                .flatMap(node -> node.get("expr").stream())
                .filter(Yaml::isText)
                .map(Dashboard::query);
    }

    /** Grafana's variables become something of their kind and length. */
    private static Expression query(Yaml expr) {
        return Expression.of(expr, Variables.filled(expr.text()));
    }
}
