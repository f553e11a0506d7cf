package dev.headroom.receiver.reconcile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is wrong with services: what is wrong with many in one line, and again only when it is another. */
final class Tidings {

    private static final Logger LOG = LoggerFactory.getLogger(Tidings.class);

    /** Services that a line of the log names. */
    private static final int NAMED = 5;

    private final String over;
    private final Map<String, String> told = new ConcurrentHashMap<>();

    /** @param over what is told when nothing is wrong any more */
    Tidings(String over) {
        this.over = over;
    }

    /** @param present what is wrong, by service; empty for nothing */
    void tell(Map<String, String> present) {
        Map<String, List<String>> changed = new LinkedHashMap<>();
        present.forEach((service, text) -> {
            if (!text.equals(told.getOrDefault(service, ""))) {
                told.put(service, text);
                changed.computeIfAbsent(text, first -> new ArrayList<>()).add(service);
            }
        });
        changed.forEach(this::log);
    }

    private void log(String text, List<String> services) {
        if (text.isEmpty()) {
            LOG.info("{}: {}", named(services), over);
        } else {
            LOG.warn("{}: {}", named(services), text);
        }
    }

    private static String named(List<String> services) {
        int more = services.size() - NAMED;
        String first = services.stream().limit(NAMED).collect(Collectors.joining(", "));
        return more > 0 ? first + " and " + more + " more" : first;
    }
}
