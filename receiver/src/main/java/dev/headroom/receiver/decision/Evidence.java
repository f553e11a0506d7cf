package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the news is worth. It has two parts: the courier, Alertmanager, brings what fires; the source, Prometheus, must be
 * proven to evaluate, as a living Alertmanager proves nothing about it.
 *
 * @param since when this process began to listen, or took the lead: what is older counts for nothing
 * @param courier the latest news from Alertmanager since; null before the first
 * @param blindAfter a part that is older than this tells nothing any more
 */
public record Evidence(Moment since, @Nullable Moment courier, Source source, Duration blindAfter) {

    /** Who must be heard. */
    public enum Part {
        /** Alertmanager, or what stands between it and this process. */
        COURIER,
        /** Prometheus, by its Watchdog. */
        SOURCE
    }

    /** What may be concluded from what fires, and from what does not. */
    public enum Sight {
        /** All. */
        CLEAR,
        /** From what fires only: nothing was heard of a part yet. */
        UNPROVEN,
        /** Nothing. */
        BLIND
    }

    /**
     * What is known of the Watchdog.
     *
     * @param heard when Prometheus was last proven alive; of several, the one that was not for the longest time; null where
     *     none was seen since
     * @param proven ends that were noticed until then are true; null where none is
     * @param ended one that has resolved, or is no longer listed; null for none
     */
    public record Source(
            Watchdog watchdog,
            @Nullable Moment heard,
            @Nullable Moment proven,
            @Nullable Ended ended) {

        /** Before any was seen. */
        public static Source unheard(Watchdog watchdog) {
            return new Source(watchdog, null, null, null);
        }
    }

    /** A Watchdog that fires no more, by its name, and when that was noticed. */
    public record Ended(String name, Moment at) {}

    /**
     * What came of looking at both parts.
     *
     * @param part the one that is to blame; null where nothing is wrong
     * @param reason in words; empty where nothing is wrong
     * @param from since when
     */
    public record Finding(
            Sight sight,
            @Nullable Part part,
            String reason,
            @Nullable Instant from) {
        static final Finding CLEAR = new Finding(Sight.CLEAR, null, "", null);

        public boolean blind() {
            return sight == Sight.BLIND;
        }

        /** Whether the other blames the same. */
        public boolean saysTheSameAs(Finding other) {
            return sight == other.sight && part == other.part;
        }
    }

    /** What may be concluded at {@code now}. */
    public Finding look(Moment now) {
        return Stream.of(stale(now), ended(), unheard())
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(Finding.CLEAR);
    }

    public boolean blind(Moment now) {
        return look(now).blind();
    }

    /** Whether an end that was noticed then is known to be true: Prometheus was alive after it. */
    public boolean believes(Moment end) {
        Moment proven = source.proven();
        return !source.watchdog().asked() || (proven != null && !end.isAfter(proven));
    }

    /** Age of the part that is older, never negative; of one that was never heard, since the start. */
    public Duration age(Moment now) {
        return Part.SOURCE == older(now) ? sourceAge(now).orElse(Duration.ZERO) : courierAge(now);
    }

    /** Age of the latest news from Alertmanager, or since the start. */
    public Duration courierAge(Moment now) {
        return age(courier == null ? since : courier, now);
    }

    /** Time since Prometheus was proven alive; empty where it never was, or need not be. */
    public Optional<Duration> sourceAge(Moment now) {
        return Optional.ofNullable(source.heard()).map(heard -> age(heard, now));
    }

    private Part older(Moment now) {
        return sourceAge(now).filter(age -> age.compareTo(courierAge(now)) > 0).isPresent()
                ? Part.SOURCE
                : Part.COURIER;
    }

    /** The larger of what both clocks say, as the one that only goes on stands still while the machine sleeps. */
    private static Duration age(Moment then, Moment now) {
        return Stream.of(now.since(then), Duration.between(then.wall(), now.wall()), Duration.ZERO)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private Optional<Finding> stale(Moment now) {
        Moment last = courier == null ? since : courier;
        String news =
                courier == null ? "no news from Alertmanager since the start, " : "no news from Alertmanager for ";
        Optional<Finding> silent =
                stale(last, now, Part.COURIER, news + Words.of(age(last, now)) + (courier == null ? " ago" : ""));
        return silent.or(() -> Optional.ofNullable(source.heard())
                .flatMap(heard -> stale(
                        heard,
                        now,
                        Part.SOURCE,
                        "no sign of life from Prometheus, by " + source.watchdog() + ", for "
                                + Words.of(age(heard, now)))));
    }

    private Optional<Finding> stale(Moment last, Moment now, Part part, String silence) {
        if (now.jumpedSince(last)) {
            String who = part == Part.COURIER ? "Alertmanager" : "Prometheus, by " + source.watchdog() + ",";
            return blind(part, "the clock was set, or the machine slept, and " + who + " was not heard since", last);
        }
        return age(last, now).compareTo(blindAfter) > 0 ? blind(part, silence, last) : Optional.empty();
    }

    private Optional<Finding> ended() {
        return Optional.ofNullable(source.ended())
                .flatMap(ended -> blind(
                        Part.SOURCE,
                        ended.name() + " fires no more: Prometheus does not evaluate, or does not reach Alertmanager",
                        ended.at()));
    }

    private static Optional<Finding> blind(Part part, String reason, Moment from) {
        return Optional.of(new Finding(Sight.BLIND, part, reason, from.wall()));
    }

    private Optional<Finding> unheard() {
        if (courier == null) {
            return unproven(Part.COURIER, "no news from Alertmanager since the start");
        }
        return source.watchdog().asked() && source.heard() == null
                ? unproven(
                        Part.SOURCE,
                        "no Watchdog seen since the start: route the alert "
                                + source.watchdog().matchers() + " to this receiver")
                : Optional.empty();
    }

    private Optional<Finding> unproven(Part part, String reason) {
        return Optional.of(new Finding(Sight.UNPROVEN, part, reason, since.wall()));
    }
}
