package dev.headroom.receiver.lint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Findings and reaction times (in seconds) as one JSON object. */
final class JsonReport {
    private static final JsonMapper JSON = new JsonMapper();

    private JsonReport() {}

    static String of(Report report) {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode findings = root.putArray("findings");
        report.findings().forEach(finding -> add(findings.addObject(), finding));
        ArrayNode reactions = root.putArray("reactions");
        report.reactions().forEach(reaction -> add(reactions.addObject(), reaction));
        return root.toPrettyString() + "\n";
    }

    private static void add(ObjectNode node, Finding finding) {
        node.put("file", finding.place().file())
                .put("line", finding.place().line())
                .put("column", finding.place().column())
                .put("rule", finding.rule().id())
                .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                .put("message", finding.message())
                .put("remedy", finding.remedy());
    }

    private static void add(ObjectNode node, Reaction reaction) {
        node.put("service", reaction.service())
                .put("trigger", reaction.trigger())
                .put("alert", reaction.alert())
                .put("scrape", reaction.scrape().toSeconds())
                .put("evaluation", reaction.evaluation().toSeconds())
                .put("for", reaction.pending().toSeconds())
                .put("notification", reaction.notification().toSeconds())
                .put("warmup", reaction.warmup().toSeconds())
                .put("start", reaction.start().toSeconds())
                .put("total", reaction.total().toSeconds());
    }
}
