package dev.headroom.receiver.gpu.kubernetes;

import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a pod's node affinity asks of a node: one of its terms whole, as the scheduler reads them. */
final class NodeTerms {
    private NodeTerms() {}

    /** @param wanted null where nothing is asked for */
    static boolean allow(@Nullable NodeSelector wanted, String node, Map<String, String> labels) {
        return wanted == null || wanted.getNodeSelectorTerms().stream().anyMatch(term -> holds(term, node, labels));
    }

    private static boolean holds(NodeSelectorTerm term, String node, Map<String, String> labels) {
        List<NodeSelectorRequirement> expressions = Objects.requireNonNullElse(term.getMatchExpressions(), List.of());
        List<NodeSelectorRequirement> fields = Objects.requireNonNullElse(term.getMatchFields(), List.of());
        boolean empty = expressions.isEmpty() && fields.isEmpty();
        return !empty
                && expressions.stream().allMatch(each -> holds(each, labels))
                && fields.stream().allMatch(each -> holds(each, Map.of("metadata.name", node)));
    }

    private static boolean holds(NodeSelectorRequirement asked, Map<String, String> labels) {
        @Nullable String value = labels.get(asked.getKey());
        List<String> values = Objects.requireNonNullElse(asked.getValues(), List.of());
        return switch (asked.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> isNumber(value) && isNumber(values.get(0)) && number(value) > number(values.get(0));
            case "Lt" -> isNumber(value) && isNumber(values.get(0)) && number(value) < number(values.get(0));
            default -> false;
        };
    }

    private static boolean isNumber(@Nullable String text) {
        return text != null && text.matches("-?[0-9]{1,18}");
    }

    private static long number(@Nullable String text) {
        return Long.parseLong(Objects.requireNonNull(text));
    }
}
