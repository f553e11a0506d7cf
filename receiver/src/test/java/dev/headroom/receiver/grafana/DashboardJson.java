package dev.headroom.receiver.grafana;

import static dev.headroom.receiver.grafana.PanelJson.DATASOURCE;
import static dev.headroom.receiver.grafana.PanelJson.ordered;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A dashboard as Grafana reads it: classic JSON, which Grafana 10.4 and everything after it loads. */
final class DashboardJson {
    private static final int COLUMNS = 24;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final Source source;
    private int y;

    private DashboardJson(Source source) {
        this.source = source;
    }

    /** The text of its file. */
    static String text(Source source) {
        try {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
            printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
            printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
            return JSON.writer(printer).writeValueAsString(new DashboardJson(source).json()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Object> json() {
        return ordered(
                "uid",
                source.uid(),
                "title",
                "Headroom / " + source.title(),
                "description",
                source.description().strip(),
                "tags",
                List.of("headroom"),
                "editable",
                false,
                "graphTooltip",
                1,
                "schemaVersion",
                39,
                "version",
                1,
                "refresh",
                "30s",
                "time",
                ordered("from", "now-6h", "to", "now"),
                "timepicker",
                Map.of(),
                "timezone",
                "browser",
                "weekStart",
                "",
                "fiscalYearStartMonth",
                0,
                "liveNow",
                false,
                "links",
                List.of(link()),
                "annotations",
                ordered("list", annotations()),
                "templating",
                ordered("list", variables()),
                "panels",
                panels());
    }

    /** To all dashboards of Headroom, with the time range and the variables of this one. */
    private static Map<String, Object> link() {
        return ordered(
                "asDropdown",
                true,
                "icon",
                "external link",
                "includeVars",
                true,
                "keepTime",
                true,
                "tags",
                List.of("headroom"),
                "targetBlank",
                false,
                "title",
                "Headroom",
                "tooltip",
                "The other dashboards",
                "type",
                "dashboards",
                "url",
                "");
    }

    private String serviceMatcher() {
        String services = source.service() == null ? "$service" : source.service();
        return "service" + (services.matches("[a-z-]+") ? "=" : "=~") + "\"" + services + "\"";
    }

    private List<Object> annotations() {
        Map<String, Object> own = ordered(
                "builtIn",
                1,
                "datasource",
                ordered("type", "grafana", "uid", "-- Grafana --"),
                "enable",
                true,
                "hide",
                true,
                "iconColor",
                "rgba(0, 211, 255, 1)",
                "name",
                "Annotations & Alerts",
                "type",
                "dashboard");
        return List.of(
                own,
                annotation(
                        "Scaling actions",
                        "changes(headroom_replicas{state=\"desired\", " + serviceMatcher() + "}[2m]) > 0",
                        ordered("iconColor", "blue", "titleFormat", "{{service}} was scaled", "tagKeys", "service")),
                annotation(
                        "Firing alerts",
                        "ALERTS{alertstate=\"firing\", severity!=\"none\", " + serviceMatcher() + "}",
                        ordered("iconColor", "red", "titleFormat", "{{alertname}}", "tagKeys", "service,severity")));
    }

    private static Map<String, Object> annotation(String name, String expr, Map<String, Object> look) {
        return PanelJson.laidOver(
                ordered("name", name, "datasource", DATASOURCE, "enable", true, "expr", expr, "step", "60s"), look);
    }

    private List<Object> variables() {
        List<Object> variables = new ArrayList<>();
        variables.add(ordered(
                "name",
                "datasource",
                "label",
                "Data source",
                "type",
                "datasource",
                "query",
                "prometheus",
                "current",
                Map.of(),
                "hide",
                0,
                "includeAll",
                false,
                "multi",
                false,
                "options",
                List.of(),
                "refresh",
                1,
                "regex",
                "",
                "skipUrlSync",
                false));
        if (source.service() == null) {
            variables.add(serviceVariable());
        }
        return variables;
    }

    private static Map<String, Object> serviceVariable() {
        String query = "label_values(headroom_replicas, service)";
        return ordered(
                "name",
                "service",
                "label",
                "Service",
                "type",
                "query",
                "datasource",
                DATASOURCE,
                "query",
                ordered("query", query, "refId", "service"),
                "current",
                ordered("selected", true, "text", List.of("All"), "value", List.of("$__all")),
                "allValue",
                ".+",
                "hide",
                0,
                "includeAll",
                true,
                "multi",
                true,
                "options",
                List.of(),
                "refresh",
                2,
                "regex",
                "",
                "skipUrlSync",
                false,
                "sort",
                1);
    }

    private List<Object> panels() {
        List<Object> panels = new ArrayList<>();
        for (Source.Row row : source.rows()) {
            panels.add(ordered(
                    "id", row.id(),
                    "title", row.title(),
                    "type", "row",
                    "collapsed", false,
                    "gridPos", grid(0, COLUMNS, 1),
                    "panels", List.of()));
            y++;
            fill(row, panels);
        }
        return panels;
    }

    /** From left to right; a panel that has no more room begins a new line, as high as its highest. */
    private void fill(Source.Row row, List<Object> panels) {
        int x = 0;
        int height = 0;
        for (Source.Panel panel : row.panels()) {
            int width = panel.size().get(0);
            if (x + width > COLUMNS) {
                x = 0;
                y += height;
                height = 0;
            }
            panels.add(new PanelJson(panel).at(grid(x, width, panel.size().get(1))));
            x += width;
            height = Math.max(height, panel.size().get(1));
        }
        y += height;
    }

    private Map<String, Object> grid(int x, int width, int height) {
        return ordered("h", height, "w", width, "x", x, "y", y);
    }
}
