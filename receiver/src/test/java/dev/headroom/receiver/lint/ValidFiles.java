package dev.headroom.receiver.lint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Valid files of the shapes that people have: rules as in mixins and collections of alerts, plain and as objects of Prometheus's
 * operator, and configurations of Alertmanager. Made of the pieces in valid.yml, each file of others.
 */
final class ValidFiles {
    private static final int RULES_IN_A_FILE = 3;

    private final Map<String, List<String>> pieces;

    private ValidFiles(Map<String, List<String>> pieces) {
        this.pieces = pieces;
    }

    static ValidFiles of(String yaml) {
        return new ValidFiles(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    }

    /** By name, each to be put into alert-rules/. */
    Map<String, String> rules(int count) {
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            files.put("mixin%03d.rules.yml".formatted(i), i % 4 == 3 ? object(i) : "groups:\n" + groups(i));
        }
        return files;
    }

    private String groups(int i) {
        String rules = IntStream.range(0, RULES_IN_A_FILE)
                .mapToObj(j -> piece("rules", i * RULES_IN_A_FILE + j + i / 17))
                .collect(Collectors.joining("\n"));
        return (piece("groups", i) + rules.indent(4)).replace("NUMBER", Integer.toString(i));
    }

    private String object(int i) {
        return """
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata:
                  name: rules-%d
                  namespace: monitoring
                  labels: {prometheus: k8s, role: alert-rules}
                spec:
                  groups:
                """.formatted(i) + groups(i).indent(4);
    }

    List<String> configurations(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> piece("globals", i)
                        + "route:\n" + piece("routes", i).indent(2)
                        + "receivers:\n" + piece("receivers", i)
                        + piece("receivers", i + 3).replace("name: ", "name: other-")
                        + "- name: default\n"
                        + piece("inhibitions", i / 2)
                        + piece("intervals", i))
                .toList();
    }

    private String piece(String kind, int number) {
        List<String> all = pieces.get(kind);
        return all.get(number % all.size());
    }
}
