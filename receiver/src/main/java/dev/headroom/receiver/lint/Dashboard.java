package dev.headroom.receiver.lint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Grafana dashboard.
 *
 * @param queries of panels, and of annotations and variables that ask Prometheus, by where they stand
 */
record Dashboard(Yaml yaml, Map<Yaml, Expression> queries, List<Panel> panels) {

    /**
     * A panel.
     *
     * @param queries PromQL
     * @param thresholds where its colour changes
     */
    record Panel(String title, List<Expression> queries, List<Yaml> thresholds, boolean percent) {}

    static Dashboard of(Yaml yaml) {
        Map<Yaml, Expression> queries = new LinkedHashMap<>();
        yaml.deep()
                .flatMap(node -> node.get("expr").stream())
                .filter(Yaml::isText)
                .forEach(expr -> queries.put(expr, query(expr)));
        List<Panel> panels = yaml.each("panels")
                .flatMap(Dashboard::andInside)
                .map(panel -> panel(panel, queries))
                .toList();
        return new Dashboard(yaml, queries, panels);
    }

    Stream<Yaml> panelIds() {
        return yaml.each("panels").flatMap(Dashboard::andInside).flatMap(panel -> panel.get("id").stream());
    }

    /** A collapsed row holds panels of its own. */
    private static Stream<Yaml> andInside(Yaml panel) {
        return Stream.concat(Stream.of(panel), panel.each("panels"));
    }

    private static Panel panel(Yaml panel, Map<Yaml, Expression> known) {
        List<Expression> queries = panel.each("targets")
                .flatMap(target -> target.get("expr").stream())
                .flatMap(expr -> Optional.ofNullable(known.get(expr)).stream())
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

    /** Grafana's variables become something of their kind and length. */
    private static Expression query(Yaml expr) {
        return Expression.of(expr, Variables.filled(expr.text()));
    }
}
