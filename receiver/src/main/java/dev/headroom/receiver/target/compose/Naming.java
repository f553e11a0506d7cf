package dev.headroom.receiver.target.compose;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How Compose names the replicas of a service: {@code proj_svc_N}, or {@code proj-svc-N} from its version 2 on. A container
 * that somebody renamed is a replica like the others, and the next one is named as Compose would name it.
 */
record Naming(String service, List<Container> all) {

    /** The name of a container like this one but for its number. */
    String name(Container template, int number) {
        return stem(template)
                .or(() -> all.stream().flatMap(other -> stem(other).stream()).findFirst())
                .map(stem -> stem + number)
                .orElseGet(() -> stem(template, separator(template)) + number);
    }

    /** What its present name, or the one at its creation, ends with before its number; something more may stand before it. */
    private Optional<String> stem(Container container) {
        return Stream.of("_", "-")
                .map(separator -> stem(container, separator))
                .filter(stem -> container.name().endsWith(stem + container.number())
                        || container.hasAlias(stem + container.number()))
                .findFirst();
    }

    private String stem(Container container, String separator) {
        return container.project() + separator + service + separator;
    }

    private static String separator(Container container) {
        return container.label("com.docker.compose.version").startsWith("1.") ? "_" : "-";
    }

    /**
     * Why a service can have no second replica. Compose allows a service with {@code container_name} only one; from version
     * 2 on it makes that name an alias as well.
     */
    Optional<String> obstacle(Container template) {
        boolean fixed = all.size() == 1
                && template.number() == 1
                && stem(template).isEmpty()
                && (template.hasAlias(template.name()) || ComposeFiles.fixTheNameOf(template, service));
        return fixed
                ? Optional.of(
                        "%s cannot have a second replica, its container has the fixed name \"%s\": remove container_name from the service"
                                .formatted(service, template.name()))
                : Optional.empty();
    }
}
