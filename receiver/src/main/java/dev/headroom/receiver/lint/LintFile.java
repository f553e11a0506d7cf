package dev.headroom.receiver.lint;

import dev.headroom.receiver.lint.Silence.Scope;
import dev.headroom.settings.ConfigException;
import dev.headroom.settings.Document;
import dev.headroom.settings.Environment;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import dev.headroom.settings.YamlSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/**
 * {@code headroom-lint.yml}: silences of what no comment can stand in, and of files that come from elsewhere. The
 * receiver does not read it.
 */
final class LintFile {
    private LintFile() {}

    /** @throws ConfigException with every problem of the file */
    static List<Silence> read(Path file) {
        Document document = YamlSource.open(file, Environment.PROCESS);
        List<Silence> silences = new ArrayList<>();
        document.root()
                .optional("ignore")
                .map(Value::items)
                .orElse(List.of())
                .forEach(entry -> silences.add(silence(file, entry)));
        return document.finish(silences);
    }

    private static Silence silence(Path file, Value entry) {
        Section section = entry.section();
        String rule = section.required("rule", "name a rule of headroom lint --rules")
                .flatMap(Value::text)
                .orElse("");
        String path = section.required("file", "name the file, from the folder of headroom-lint.yml")
                .flatMap(Value::text)
                .orElse("");
        String because =
                section.required("because", "say why").flatMap(Value::text).orElse("");
        Path covered = file.resolveSibling(path).normalize();
        return new Silence(place(file, entry.node()), rule, because, Scope.all(covered.toString()));
    }

    private static Place place(Path file, Node node) {
        return new Place(
                file.toString(),
                node.getStartMark().getLine() + 1,
                node.getStartMark().getColumn() + 1);
    }
}
