package dev.headroom.receiver.reconcile;

import static java.util.stream.Collectors.joining;

import dev.headroom.receiver.decision.Trial;
import dev.headroom.receiver.decision.Trials;
import dev.headroom.receiver.time.Moment;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is remembered of the effect of ups, as text: a line a source, its fields apart by tabs. */
final class EffectNote {

    private static final int FIELDS = 7;

    private EffectNote() {}

    static String text(Trials trials) {
        return trials.byService().entrySet().stream()
                .flatMap(service -> service.getValue().entrySet().stream()
                        .map(source -> line(service.getKey(), source.getKey(), source.getValue())))
                .collect(joining("\n"));
    }

    /** What this version does not understand of it is not remembered. */
    static Trials read(String text, Moment now) {
        SortedMap<String, SortedMap<String, Trial>> trials = new TreeMap<>();
        text.lines()
                .map(line -> line.split("\t", -1))
                .filter(fields -> fields.length == FIELDS)
                .forEach(fields -> trial(fields, now)
                        .ifPresent(trial -> trials.computeIfAbsent(fields[0], service -> new TreeMap<>())
                                .put(fields[1], trial)));
        return new Trials(trials);
    }

    private static String line(String service, String source, Trial trial) {
        Trial.Doubt doubt = trial.doubt();
        return String.join(
                "\t",
                service,
                source,
                trial.after(),
                trial.noRoom() == null ? "" : trial.noRoom().wall().toString(),
                doubt == null ? "" : doubt.cause().name(),
                doubt == null ? "" : doubt.since().toString(),
                String.join(" ", trial.alerts()));
    }

    private static Optional<Trial> trial(String[] fields, Moment now) {
        try {
            return Optional.of(new Trial(
                    Set.copyOf(List.of(fields[6].split(" "))),
                    fields[2],
                    fields[3].isEmpty() ? null : now.recall(Instant.parse(fields[3])),
                    doubt(fields[4], fields[5])));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Trial.@Nullable Doubt doubt(String cause, String since) {
        return cause.isEmpty() ? null : new Trial.Doubt(Trial.Cause.valueOf(cause), Instant.parse(since));
    }
}
