package dev.headroom.receiver.grafana;

import dev.headroom.receiver.lint.ShippedAlert;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A panel as Grafana reads it. */
final class PanelJson {
    static final Map<String, Object> DATASOURCE = ordered("type", "prometheus", "uid", "${datasource}");

    /** Each service, and each mode of the cache, has its colour on every dashboard. */
    private static final Map<String, Map<String, String>> COLOURS = ordered(
            "{{service}}", ordered("app", "blue", "worker-llm", "orange", "worker-rl", "purple"),
            "{{mode}}", ordered("fast", "green", "balanced", "yellow", "creative", "blue"));

    private static final Map<String, ShippedAlert> ALERTS =
            ShippedAlert.all().stream().collect(Collectors.toMap(ShippedAlert::name, Function.identity()));

    private final Source.Panel panel;
    private final List<ShippedAlert> alerts;

    PanelJson(Source.Panel panel) {
        this.panel = panel;
        this.alerts = panel.alerts().stream().map(PanelJson::alert).toList();
    }

    private static ShippedAlert alert(String name) {
        if (!ALERTS.containsKey(name)) {
            throw new IllegalArgumentException("alert-rules/ has no alert " + name);
        }
        return ALERTS.get(name);
    }

    Map<String, Object> at(Map<String, Object> gridPos) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", panel.id());
        json.put("title", panel.title());
        json.put("type", panel.type());
        json.put("description", description());
        json.put("datasource", DATASOURCE);
        json.put("gridPos", gridPos);
        json.put("targets", targets());
        json.put("fieldConfig", ordered("defaults", defaults(), "overrides", overrides()));
        json.put("options", laidOver(PanelDefaults.options(panel.type()), panel.options()));
        if (panel.transformations() != null) {
            json.put("transformations", panel.transformations());
        }
        json.put("pluginVersion", "10.4.0");
        return json;
    }

    /** The meaning, and for each alert its trigger value, what it does and its runbook. */
    private String description() {
        return panel.description().strip()
                + alerts.stream().map(PanelJson::words).collect(Collectors.joining());
    }

    private static String words(ShippedAlert alert) {
        String does = alert.scale().isEmpty() ? "alerts" : "scales " + alert.service() + " " + alert.scale();
        return "\n\n**" + alert.condition() + "** " + does + ": [" + alert.name() + "](" + alert.runbook() + ")";
    }

    private List<Object> targets() {
        return IntStream.range(0, panel.queries().size())
                .<Object>mapToObj(this::target)
                .toList();
    }

    private Map<String, Object> target(int index) {
        Source.Query query = panel.queries().get(index);
        boolean table = panel.type().equals("table");
        Map<String, Object> target = ordered("refId", Character.toString('A' + index), "datasource", DATASOURCE);
        target.put("editorMode", "code");
        target.put("expr", query.expr().strip());
        target.put("legendFormat", query.legend() == null ? "__auto" : query.legend());
        target.put("instant", table);
        target.put("range", !table);
        target.put("format", table ? "table" : panel.type().equals("heatmap") ? "heatmap" : "time_series");
        return target;
    }

    private Map<String, Object> defaults() {
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("color", ordered("mode", PanelDefaults.colourMode(panel.type())));
        defaults.put("custom", custom());
        defaults.put("mappings", panel.mappings());
        defaults.put("thresholds", ordered("mode", "absolute", "steps", steps()));
        put(defaults, "unit", panel.unit());
        put(defaults, "min", panel.min());
        put(defaults, "max", panel.max());
        put(defaults, "noValue", panel.none());
        return defaults;
    }

    private static void put(Map<String, Object> map, String key, Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    private List<Map<String, Object>> steps() {
        return panel.steps() == null ? Thresholds.of(alerts) : panel.steps();
    }

    private Map<String, Object> custom() {
        Map<String, Object> usual = PanelDefaults.custom(panel.type());
        boolean drawn = panel.type().equals("timeseries") && (!alerts.isEmpty() || panel.steps() != null);
        return laidOver(
                drawn ? laidOver(usual, Map.of("thresholdsStyle", Map.of("mode", "dashed"))) : usual, panel.custom());
    }

    private List<Object> overrides() {
        List<Object> overrides = new ArrayList<>(panel.overrides());
        if (panel.type().equals("timeseries")) {
            COLOURS.forEach((label, colours) -> {
                if (panel.queries().stream().anyMatch(query -> begins(query, label))) {
                    colours.forEach((name, colour) -> overrides.add(colour(name, colour)));
                }
            });
        }
        return overrides;
    }

    private static boolean begins(Source.Query query, String label) {
        return query.legend() != null && query.legend().startsWith(label);
    }

    private static Map<String, Object> colour(String name, String colour) {
        Map<String, Object> fixed = ordered("id", "color", "value", ordered("fixedColor", colour, "mode", "fixed"));
        return ordered(
                "matcher", ordered("id", "byRegexp", "options", "/^" + name + "( |$)/"), "properties", List.of(fixed));
    }

    static <V> Map<String, V> laidOver(Map<String, V> usual, Map<String, V> over) {
        Map<String, V> both = new LinkedHashMap<>(usual);
        both.putAll(over);
        return both;
    }

    /** A map that keeps its order, of keys and values by turns. */
    @SuppressWarnings("unchecked")
    static <V> Map<String, V> ordered(Object... keysAndValues) {
        Map<String, V> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], (V) keysAndValues[i + 1]);
        }
        return map;
    }
}
