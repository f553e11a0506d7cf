package dev.headroom.receiver.init;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What one replica works on at once, which nothing tells: rules that people fill in (docs/adapters.md). */
final class Slots {
    private static final String TASKS = "service:llm_task_slots:setting";
    private static final String REQUESTS = "service:http_slots:setting";

    /** The names of the rules. */
    static final Set<String> SETTINGS = Set.of(TASKS, REQUESTS);

    private Slots() {}

    static String setting(Role role) {
        return role == Role.HTTP ? REQUESTS : TASKS;
    }

    /** The file of rules that says them. */
    static String rules(Map<Service, Integer> slots) {
        return """
                # What one replica works on at once, as you said it. Take what you measured, not the server's flag.
                groups:
                  - name: settings
                    interval: 15s
                    rules:
                """
                + slots.entrySet().stream()
                        .map(each -> "      - {record: \"%s\", labels: {service: %s}, expr: vector(%d)}%n"
                                .formatted(
                                        setting(each.getKey().role()),
                                        each.getKey().name(),
                                        each.getValue()))
                        .collect(Collectors.joining());
    }
}
