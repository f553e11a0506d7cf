package dev.headroom.receiver.grafana;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The form of a file: which keys it may have and which it must, as test/resources/grafana/provisioning-format.yml says. */
final class Form {
    private final List<String> problems = new ArrayList<>();

    private Form() {}

    /** What does not fit, each with its path. */
    static List<String> problems(String path, Object value, Object form) {
        Form check = new Form();
        check.compare(path, value, form);
        return check.problems;
    }

    private void compare(String path, Object value, Object form) {
        if (form instanceof Map<?, ?> keys) {
            mapping(path, value, keys);
        } else if (form instanceof List<?> items) {
            list(path, value, items.get(0));
        } else if (value instanceof Map || value instanceof List) {
            problems.add(path + " must be a scalar");
        }
    }

    private void list(String path, Object value, Object item) {
        if (value instanceof List<?> values) {
            for (int i = 0; i < values.size(); i++) {
                compare(path + "[" + i + "]", values.get(i), item);
            }
        } else {
            problems.add(path + " must be a list");
        }
    }

    private void mapping(String path, Object value, Map<?, ?> keys) {
        if (!(value instanceof Map<?, ?> values)) {
            problems.add(path + " must be a mapping");
            return;
        }
        Map<String, Object> known = new LinkedHashMap<>();
        keys.forEach((key, form) -> {
            String name = key.toString().replaceFirst("!$", "");
            known.put(name, form);
            if (key.toString().endsWith("!") && !values.containsKey(name)) {
                problems.add(path + "." + name + " is missing");
            }
        });
        values.forEach((key, inside) -> {
            if (known.containsKey(key.toString()) || known.containsKey("*")) {
                compare(path + "." + key, inside, known.get(key.toString()));
            } else {
                problems.add(path + "." + key + " is no known key");
            }
        });
    }
}
