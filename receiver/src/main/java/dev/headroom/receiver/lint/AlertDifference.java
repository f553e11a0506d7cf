package dev.headroom.receiver.lint;

import dev.headroom.receiver.policy.ServicePolicy;
import dev.headroom.receiver.policy.Trigger;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Alerts that are new, gone, or fire at another time. */
record AlertDifference(Tree before, Tree after) {

    Stream<String> lines() {
        Map<String, Alert> old = byName(before);
        Map<String, Alert> young = byName(after);
        Stream<String> gone = old.values().stream()
                .filter(alert -> !young.containsKey(alert.name()))
                .map(alert -> subject(alert) + alert.name() + " is gone" + effect(alert, ", which scaled "));
        Stream<String> rest = young.values().stream()
                .flatMap(alert -> Optional.ofNullable(old.get(alert.name()))
                        .map(was -> changed(was, alert))
                        .orElseGet(() -> Stream.of(added(alert))));
        return Stream.concat(rest, gone);
    }

    private static Map<String, Alert> byName(Tree tree) {
        return tree.rules().alerts().stream()
                .collect(Collectors.toMap(
                        Alert::name, Function.identity(), (first, again) -> first, LinkedHashMap::new));
    }

    private static String subject(Alert alert) {
        String service = alert.label("service");
        return service.isEmpty() ? "" : service + ": ";
    }

    private static String effect(Alert alert, String verb) {
        return alert.trigger()
                .map(trigger -> verb + alert.scale() + " by " + trigger.trigger())
                .orElse("");
    }

    private String added(Alert alert) {
        String when = " when " + alert.expression().text() + " for " + Durations.words(alert.pending());
        String scales = alert.trigger().isPresent() ? effect(alert, ": scales ") : ": fires";
        String reaction =
                total(after, alert).map(time -> "; worst-case reaction " + time).orElse("");
        return subject(alert) + "new " + alert.name() + scales + when + reaction;
    }

    private Stream<String> changed(Alert was, Alert is) {
        List<String> own = Stream.of(
                        ExpressionDifference.of(was.expression(), is.expression()),
                        Change.of("for", Durations.words(was.pending()), Durations.words(is.pending())),
                        Change.of("keep_firing_for", Durations.words(was.kept()), Durations.words(is.kept())),
                        Change.of("evaluated every", Durations.words(was.interval()), Durations.words(is.interval())),
                        labels(was, is))
                .flatMap(parts -> parts)
                .toList();
        Optional<String> reaction = reaction(was, is);
        if (own.isEmpty()) {
            return reaction
                    .filter(words -> !words.endsWith("unchanged"))
                    .map(words -> subject(is) + is.name() + " as before; " + words)
                    .stream();
        }
        String line = subject(is) + is.name() + " " + String.join(", ", own);
        return Stream.of(Stream.of(Optional.of(line), cooldown(is), reaction)
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; ")));
    }

    private static Stream<String> labels(Alert was, Alert is) {
        TreeSet<String> names = new TreeSet<>(was.labels().keySet());
        names.addAll(is.labels().keySet());
        return names.stream().flatMap(name -> Change.of(name, word(was, name), word(is, name)));
    }

    private static String word(Alert alert, String label) {
        return alert.labels().containsKey(label) ? alert.label(label) : "none";
    }

    private Optional<String> cooldown(Alert alert) {
        return alert.trigger()
                .map(key -> Change.told("cooldown of " + key.trigger(), cooldown(before, key), cooldown(after, key)));
    }

    private static String cooldown(Tree tree, Tree.TriggerKey key) {
        return tree
                .policy()
                .map(source -> source.policy().service(key.service()))
                .map(ServicePolicy::triggers)
                .orElse(Collections.emptyMap())
                .entrySet()
                .stream()
                .filter(trigger -> trigger.getKey().equals(key.trigger()))
                .map(Map.Entry::getValue)
                .map(Trigger::cooldown)
                .findFirst()
                .map(Durations::words)
                .orElse("none");
    }

    private Optional<String> reaction(Alert was, Alert is) {
        Optional<String> old = total(before, was);
        Optional<String> young = total(after, is);
        return old.or(() -> young)
                .map(any -> Change.told("worst-case reaction", old.orElse("none"), young.orElse("none")));
    }

    private static Optional<String> total(Tree tree, Alert alert) {
        Optional<Duration> total =
                alert.trigger().flatMap(trigger -> Reaction.of(tree, alert)).map(Reaction::total);
        return total.map(Durations::words);
    }
}
