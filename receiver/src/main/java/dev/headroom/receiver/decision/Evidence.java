package dev.headroom.receiver.decision;

import dev.headroom.receiver.alert.Watchdog;
import dev.headroom.receiver.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the news is worth. It has two parts: the courier, Alertmanager, brings what fires; the source, Prometheus, must be
 * proven to evaluate, as a living Alertmanager proves nothing about it.
 *
 * @param since when this process began to listen, or took the lead: what is older counts for nothing
 * @param courier the latest news from Alertmanager since; null before the first
 * @param blindAfter a part that is older than this tells nothing any more
 * @param clockSet when the wall clock was last found to be set, or the machine to have slept; null where it never was
 */
public record Evidence(
        Moment since,
        @Nullable Moment courier,
        Source source,
        Duration blindAfter,
        @Nullable Moment clockSet) {

    /** For so long an end is remembered that nobody proves. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final String NO_SOURCE =
            " fires no more: Prometheus does not evaluate, or does not reach Alertmanager";

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
        Moment news = courier == null ? since : courier;
        Moment sign = source.heard();
        if (isStale(news, now)) {
            return blind(Part.COURIER, silence(Part.COURIER, news, now), news);
        }
        if (sign != null && isStale(sign, now)) {
            return blind(Part.SOURCE, silence(Part.SOURCE, sign, now), sign);
        }
        Ended ended = source.ended();
        return ended == null ? unheard() : blind(Part.SOURCE, ended.name() + NO_SOURCE, ended.at());
    }

    public boolean blind(Moment now) {
        return look(now).blind();
    }

    /** Whether an end that was noticed then is known to be true: Prometheus was alive after it. */
    public boolean believes(Moment end) {
        Moment proven = source.proven();
        return !source.watchdog().asked() || (proven != null && !end.isAfter(proven));
    }

    /** Ends that were noticed before that are settled: known to be true, or too old to be. */
    public Moment settled(Moment now) {
        if (!source.watchdog().asked()) {
            return now;
        }
        Moment oldest = now.minus(REMEMBERED);
        Moment proven = source.proven();
        return proven == null || proven.isBefore(oldest) ? oldest : proven;
    }

    /** Age of the part that is older, never negative; of one that was never heard, since the start. */
    public Duration age(Moment now) {
        return Part.SOURCE == older(now) ? sourceAge(now).orElse(Duration.ZERO) : courierAge(now);
    }

    /** Age of the latest news from Alertmanager, or since the start. */
    public Duration courierAge(Moment now) {
        return now.longestSince(courier == null ? since : courier);
    }

    /** Time since Prometheus was proven alive; empty where it never was, or need not be. */
    public Optional<Duration> sourceAge(Moment now) {
        return Optional.ofNullable(source.heard()).map(now::longestSince);
    }

    private Part older(Moment now) {
        return sourceAge(now).filter(age -> age.compareTo(courierAge(now)) > 0).isPresent()
                ? Part.SOURCE
                : Part.COURIER;
    }

    private boolean isStale(Moment last, Moment now) {
        return jumpedSince(last, now) || now.longestSince(last).compareTo(blindAfter) > 0;
    }

    /** Also where the clock was set twice and shows the right time again. */
    private boolean jumpedSince(Moment last, Moment now) {
        return now.jumpedSince(last) || (clockSet != null && clockSet.isAfter(last));
    }

    private String silence(Part part, Moment last, Moment now) {
        String who = part == Part.COURIER
                ? "news from Alertmanager"
                : "sign of life from Prometheus, by " + source.watchdog();
        if (jumpedSince(last, now)) {
            return "the clock was set, or the machine slept, and there was no " + who + " since";
        }
        String age = Words.of(now.longestSince(last));
        return courier == null && part == Part.COURIER
                ? "no " + who + " since the start, " + age + " ago"
                : "no " + who + ", for " + age;
    }

    private static Finding blind(Part part, String reason, Moment from) {
        return new Finding(Sight.BLIND, part, reason, from.wall());
    }

    private Finding unheard() {
        if (courier == null) {
            return new Finding(Sight.UNPROVEN, Part.COURIER, "no news from Alertmanager since the start", since.wall());
        }
        boolean unseen = source.watchdog().asked() && source.heard() == null;
        return unseen
                ? new Finding(
                        Sight.UNPROVEN,
                        Part.SOURCE,
                        "no Watchdog seen since the start: route the alert "
                                + source.watchdog().matchers() + " to this receiver",
                        since.wall())
                : Finding.CLEAR;
    }
}
