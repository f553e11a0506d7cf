package dev.headroom.receiver.init;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Another form of names that stays different where the names are: what comes out alike gets a number. */
final class Distinct {
    private Distinct() {}

    /**
     * Each name's form; a name that has its form already keeps it.
     *
     * @param longest a form's length in characters
     * @param taken forms that others have
     */
    static Map<String, String> forms(
            Collection<String> names, UnaryOperator<String> form, int longest, Set<String> taken) {
        Map<String, String> forms = new HashMap<>();
        Set<String> had = new HashSet<>(taken);
        names.stream()
                .sorted(Comparator.comparing((String name) -> !form.apply(name).equals(name))
                        .thenComparing(Comparator.naturalOrder()))
                .forEach(name -> {
                    String free = free(form.apply(name), longest, had);
                    had.add(free);
                    forms.put(name, free);
                });
        return forms;
    }

    private static String free(String form, int longest, Set<String> had) {
        return Stream.iterate(1, number -> number + 1)
                .map(number -> cut(form, longest, number == 1 ? "" : "_" + number))
                .filter(candidate -> !had.contains(candidate))
                .findFirst()
                .orElseThrow();
    }

    private static String cut(String form, int longest, String end) {
        return form.substring(0, Math.min(form.length(), longest - end.length())) + end;
    }
}
