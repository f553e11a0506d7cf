package dev.headroom.receiver.grafana;

import static dev.headroom.receiver.grafana.PanelJson.ordered;

import java.util.List;
import java.util.Map;

/** What panels of a type have in common; Grafana would fill in the same when it saves one. */
final class PanelDefaults {
    private static final Map<String, Object> HIDE_NOWHERE = ordered("legend", false, "tooltip", false, "viz", false);
    private static final Map<String, Object> LINEAR = ordered("type", "linear");
    private static final Map<String, Object> LEGEND =
            ordered("calcs", List.of(), "displayMode", "list", "placement", "bottom", "showLegend", true);
    private static final Map<String, Object> LAST =
            ordered("calcs", List.of("lastNotNull"), "fields", "", "values", false);

    private PanelDefaults() {}

    static String colourMode(String type) {
        return type.equals("timeseries") || type.equals("heatmap") ? "palette-classic" : "thresholds";
    }

    static Map<String, Object> custom(String type) {
        return switch (type) {
            case "timeseries" -> timeseries();
            case "state-timeline" -> ordered("fillOpacity", 70, "hideFrom", HIDE_NOWHERE, "lineWidth", 0);
            case "table" -> ordered("align", "auto", "cellOptions", ordered("type", "auto"), "inspect", false);
            case "heatmap" -> ordered("hideFrom", HIDE_NOWHERE, "scaleDistribution", LINEAR);
            default -> Map.of();
        };
    }

    private static Map<String, Object> timeseries() {
        return ordered(
                "axisBorderShow",
                false,
                "axisCenteredZero",
                false,
                "axisColorMode",
                "text",
                "axisLabel",
                "",
                "axisPlacement",
                "auto",
                "barAlignment",
                0,
                "drawStyle",
                "line",
                "fillOpacity",
                10,
                "gradientMode",
                "none",
                "hideFrom",
                HIDE_NOWHERE,
                "insertNulls",
                false,
                "lineInterpolation",
                "linear",
                "lineWidth",
                1,
                "pointSize",
                5,
                "scaleDistribution",
                LINEAR,
                "showPoints",
                "never",
                "spanNulls",
                false,
                "stacking",
                ordered("group", "A", "mode", "none"),
                "thresholdsStyle",
                ordered("mode", "off"));
    }

    static Map<String, Object> options(String type) {
        return switch (type) {
            case "timeseries" -> ordered("legend", LEGEND, "tooltip", ordered("mode", "multi", "sort", "desc"));
            case "stat" ->
                ordered(
                        "colorMode", "value",
                        "graphMode", "area",
                        "justifyMode", "auto",
                        "orientation", "auto",
                        "reduceOptions", LAST,
                        "showPercentChange", false,
                        "textMode", "auto",
                        "wideLayout", true);
            case "gauge" ->
                ordered(
                        "minVizHeight",
                        75,
                        "minVizWidth",
                        75,
                        "orientation",
                        "auto",
                        "reduceOptions",
                        LAST,
                        "showThresholdLabels",
                        false,
                        "showThresholdMarkers",
                        true,
                        "sizing",
                        "auto");
            case "table" -> ordered("cellHeight", "sm", "showHeader", true);
            case "state-timeline" ->
                ordered(
                        "alignValue",
                        "left",
                        "legend",
                        LEGEND,
                        "mergeValues",
                        true,
                        "rowHeight",
                        0.9,
                        "showValue",
                        "auto",
                        "tooltip",
                        ordered("mode", "single", "sort", "none"));
            case "heatmap" -> heatmap();
            default -> throw new IllegalArgumentException("no defaults for panels of type " + type);
        };
    }

    private static Map<String, Object> heatmap() {
        return ordered(
                "calculate", false,
                "cellGap", 1,
                "color",
                        ordered(
                                "exponent",
                                0.5,
                                "fill",
                                "dark-orange",
                                "mode",
                                "scheme",
                                "reverse",
                                false,
                                "scale",
                                "exponential",
                                "scheme",
                                "Oranges",
                                "steps",
                                64),
                "exemplars", ordered("color", "rgba(255,0,255,0.7)"),
                "filterValues", ordered("le", 1e-9),
                "legend", ordered("show", true),
                "rowsFrame", ordered("layout", "auto"),
                "tooltip", ordered("mode", "single", "showColorScale", false, "yHistogram", false),
                "yAxis", ordered("axisPlacement", "left", "reverse", false, "unit", "s"));
    }
}
