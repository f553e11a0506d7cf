package dev.headroom.receiver.config;

import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.settings.Section;
import dev.headroom.settings.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the section {@code evidence}: by which alert Prometheus proves that it evaluates. */
final class EvidenceReader {
    private static final String NONE = "none";
    private static final Watchdog USUAL = Watchdog.named("Watchdog");

    private EvidenceReader() {}

    static Watchdog watchdog(Section section) {
        return section.optional("watchdog").map(EvidenceReader::watchdog).orElse(USUAL);
    }

    /** A name, {@code none}, or labels that must all match. */
    private static Watchdog watchdog(Value value) {
        if (!value.isSection()) {
            Optional<String> name = value.text();
            return name.filter(NONE::equals).isPresent()
                    ? Watchdog.none()
                    : name.map(Watchdog::named).orElse(USUAL);
        }
        Map<String, String> labels = new HashMap<>();
        value.section().entries().forEach((label, wanted) -> wanted.text().ifPresent(text -> labels.put(label, text)));
        if (labels.isEmpty()) {
            value.problem("must name at least one label", "none", "write it like {alertname: Watchdog, cluster: eu}");
        }
        return new Watchdog(labels);
    }
}
